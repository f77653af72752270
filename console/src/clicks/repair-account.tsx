import { CopyButton } from '../components/index.ts';
import { repairCommand } from './repair-command.ts';

/** What puts an account right that was changed by hand. */
export function RepairAccount({ userId }: { readonly userId: string }) {
  const command = repairCommand(userId);
  return (
    <p>
      The account was changed by hand. This says what its clicks come to, asks, and puts it right; then replay its failed clicks:{' '}
      <code>{command}</code> <CopyButton text={command} label="command" />
    </p>
  );
}
