import { CopyButton } from '../components/index.ts';
import { REPAIR_ALL, repairCommand } from './repair-command.ts';

/** What puts an account right that was changed by hand. */
export function RepairAccount({ userId }: { readonly userId: string }) {
  const command = repairCommand(userId);
  return (
    <p>
      The account was changed by hand. This says what its clicks come to, asks, and puts it right; then replay its failed clicks:{' '}
      <Command text={command} />
    </p>
  );
}

/** What puts all accounts right whose clicks MongoDB refuses. */
export function RepairAccounts() {
  return (
    <>
      All such accounts at once, in the folder of the pipeline: <Command text={REPAIR_ALL} />
    </>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <>
      <code>{text}</code> <CopyButton text={text} label="command" />
    </>
  );
}
