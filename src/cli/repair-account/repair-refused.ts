import type { AccountFinding } from '../../ledger/account-repair.js';
import { createMongoAccountRepairer } from '../../ledger/mongo-account-repair.js';
import { createMongoDeadLetters } from '../../ledger/mongo-dead-letters.js';
import { confirmOrRefuse } from '../confirm-or-refuse.js';
import { findStores, type StoreSources } from '../find-stores.js';
import { LEDGER_COMMAND_MS, withLedger, type OpenedLedger } from '../open-ledger.js';
import { tryStep } from '../try-step.js';
import { describeFinding, describeUnclear, repairAudited, say, type RepairOptions } from './repair-command.js';

const REFUSED = { code: 'LEDGER_REFUSED' } as const;

/**
 * Repairs the accounts of all users whose failed clicks MongoDB refused: writes what would change in each, asks once, and
 * writes what was done. Those that are right are left alone.
 *
 * @returns the exit code: 1 where of some account it cannot be told what it should be.
 * @throws StartFault when nobody confirms it, or MongoDB is out of reach: what was repaired by then stays so.
 */
export async function repairRefusedWithConfirmation(options: RepairOptions, sources: StoreSources): Promise<0 | 1> {
  return withLedger(findStores(sources), (ledger) => repairIn(ledger, options));
}

async function repairIn({ client, db, trail }: OpenedLedger, { dryRun, yes }: RepairOptions): Promise<0 | 1> {
  const repairer = createMongoAccountRepairer(client, db, { commandMs: LEDGER_COMMAND_MS });
  const letters = createMongoDeadLetters(db, { commandMs: LEDGER_COMMAND_MS });
  const users = await tryStep(() => letters.listOpenUsers(REFUSED));
  const wrong: string[] = [];
  let exitCode: 0 | 1 = 0;
  for (const userId of users) {
    const finding = await tryStep(() => repairer.find(userId));
    if (finding.kind === 'wrong') wrong.push(userId);
    if (finding.kind === 'unclear') exitCode = 1;
    tell(userId, finding);
  }
  say(summarize(users.length, wrong.length));
  if (dryRun || wrong.length === 0) return exitCode;
  await confirmOrRefuse('Change them so?', yes);
  for (const userId of wrong) await repairAudited(trail, repairer, userId);
  const open = await letters.countOpen(REFUSED);
  say(`${wrong.length === 1 ? 'It is' : `All ${wrong.length} are`} right now. ${open} such failed ${open === 1 ? 'click is' : 'clicks are'} open: "dead-letters replay --code LEDGER_REFUSED" credits them.`);
  return exitCode;
}

/** Of what is right, or is not there, there is nothing to say. */
function tell(userId: string, finding: AccountFinding): void {
  if (finding.kind === 'wrong') say(describeFinding(userId, finding));
  if (finding.kind === 'unclear') say(describeUnclear(userId, finding));
}

function summarize(users: number, wrong: number): string {
  if (users === 0) return 'No failed click is open because MongoDB refused it. Nothing to change.';
  const of = users === 1 ? 'the one user' : `the ${users} users`;
  return `Of ${of} whose failed clicks MongoDB refused, ${wrong} ${wrong === 1 ? 'has an account that is' : 'have accounts that are'} wrong.`;
}
