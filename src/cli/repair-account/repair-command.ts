import { StartFault } from '../../embedded/start-fault.js';
import type { AccountFinding, AccountRepairer } from '../../ledger/account-repair.js';
import { hideUser, runAudited, type AuditTrail } from '../../ledger/audit-trail.js';
import { createMongoAccountRepairer } from '../../ledger/mongo-account-repair.js';
import { createMongoDeadLetters } from '../../ledger/mongo-dead-letters.js';
import { confirmOrRefuse } from '../confirm-or-refuse.js';
import { findStores, type StoreSources } from '../find-stores.js';
import { LEDGER_COMMAND_MS, withLedger, type OpenedLedger } from '../open-ledger.js';
import { operatingSystemUser } from '../operating-system-user.js';
import { tryStep } from '../try-step.js';

export type RepairOptions = { readonly dryRun: boolean; readonly yes: boolean };

/**
 * Runs the command: writes what would change, asks, and writes what was done.
 *
 * @throws StartFault when the user is not known, the rows do not tell what is right, nobody confirms it, or MongoDB is out of reach.
 */
export async function repairWithConfirmation(userId: string, options: RepairOptions, sources: StoreSources): Promise<void> {
  await withLedger(findStores(sources), (ledger) => repairIn(ledger, userId, options));
}

async function repairIn({ client, db, trail }: OpenedLedger, userId: string, { dryRun, yes }: RepairOptions): Promise<void> {
  const repairer = createMongoAccountRepairer(client, db, { commandMs: LEDGER_COMMAND_MS });
  const finding = orRefuse(userId, await tryStep(() => repairer.find(userId)));
  say(describeFinding(userId, finding));
  if (dryRun || finding.kind !== 'wrong') return;
  await confirmOrRefuse('Change it so?', yes);
  await repairAudited(trail, repairer, userId);
  const open = await createMongoDeadLetters(db, { commandMs: LEDGER_COMMAND_MS }).countOpen({ userId });
  say(`The account of ${userId} is right now.${describeOpen(open)}`);
}

/** @throws StartFault where nothing tells any more what is right. */
export async function repairAudited(trail: AuditTrail, repairer: AccountRepairer, userId: string): Promise<void> {
  const intent = { by: operatingSystemUser(), via: 'command', act: 'repair-account', filter: hideUser(userId) } as const;
  await runAudited(trail, intent, async (count) => {
    count('fields', await repair(repairer, userId));
    return 'done';
  });
}

/** Clicks may have been credited since it was looked at: what counts is what is found now. Gives how many fields were changed. */
async function repair(repairer: AccountRepairer, userId: string): Promise<number> {
  const finding = orRefuse(userId, await tryStep(() => repairer.repair(userId)));
  return finding.kind === 'wrong' ? finding.changes.length : 0;
}

type ToldFinding = AccountFinding & { readonly kind: 'right' | 'wrong' };

/** @throws StartFault where nothing tells what is right. */
function orRefuse(userId: string, finding: AccountFinding): ToldFinding {
  if (finding.kind === 'absent') {
    throw new StartFault(`The ledger has no account and no credited click of ${userId}: check how the name is written, with capitals as they are.`);
  }
  if (finding.kind === 'unclear') throw new StartFault(describeUnclear(userId, finding));
  return finding;
}

export function describeUnclear(userId: string, { why }: AccountFinding & { readonly kind: 'unclear' }): string {
  return `What the account of ${userId} should be cannot be told: ${why}. Nothing was changed; compare it with a backup (docs/backup.md).`;
}

export function describeFinding(userId: string, finding: ToldFinding): string {
  if (finding.kind === 'right') return `The account of ${userId} is right: credited clicks ${finding.credited}, balance ${finding.balance}. Nothing to change.`;
  const lines = finding.changes.map(({ field, from, to }) => `  ${field}: ${show(from)} -> ${show(to)}`);
  return [`The account of ${userId} is not what the rows of its clicks tell. It would change:`, ...lines].join('\n');
}

function describeOpen(open: number): string {
  if (open === 0) return '';
  return ` Of its failed clicks ${open} ${open === 1 ? 'is' : 'are'} open: "dead-letters replay --user" with the same name credits them.`;
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
