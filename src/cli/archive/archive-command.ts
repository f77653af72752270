import { StartFault } from '../../embedded/start-fault.js';
import { runAudited } from '../../ledger/audit-trail.js';
import { ensureIndexes } from '../../ledger/indexes.js';
import { createMongoArchive } from '../../ledger/mongo-archive.js';
import { confirmOrRefuse } from '../confirm-or-refuse.js';
import { findStores, type StoreSources } from '../find-stores.js';
import { LEDGER_COMMAND_MS, withLedger, type OpenedLedger } from '../open-ledger.js';
import { operatingSystemUser } from '../operating-system-user.js';
import { stopOnSignal } from '../stop-on-signal.js';
import { runArchive, type ArchivePlan } from './run-archive.js';

export type ArchiveOptions = {
  /** Milliseconds, as `forgetAfter`. */
  readonly olderThan: number;
  readonly forgetAfter?: number;
  readonly rate: number;
  readonly dryRun: boolean;
  readonly yes: boolean;
};

const DAY_MS = 86_400_000;
/** Rows of the last day may still be compared with what Redis accepted. */
const YOUNGEST_MS = 2 * DAY_MS;

/**
 * Runs the command; the result is what to say.
 *
 * @throws StartFault when what is asked for must not be done, nobody confirms it, or MongoDB is out of reach.
 */
export async function archiveClicks(options: ArchiveOptions, sources: StoreSources): Promise<string> {
  const plan = toPlan(options, Date.now());
  return withLedger(findStores(sources), (ledger) => archiveWith(ledger, plan, options));
}

async function archiveWith({ client, db, trail }: OpenedLedger, plan: ArchivePlan, { dryRun, yes }: ArchiveOptions): Promise<string> {
  const archive = createMongoArchive(client, db, { commandMs: LEDGER_COMMAND_MS });
  const { toArchive, toForget } = await archive.count(plan.archiveBefore, plan.forgetBefore);
  const what = describe(plan, toArchive, toForget);
  if (dryRun) return what;
  if (toArchive + toForget === 0) return `${what} Nothing was changed.`;
  await confirmOrRefuse(`${what}\nGo on?`, yes);
  await ensureIndexes(db);
  const filter = { archiveBefore: isoOf(plan.archiveBefore), ...(plan.forgetBefore && { forgetBefore: isoOf(plan.forgetBefore) }) };
  const intent = { by: operatingSystemUser(), via: 'command', act: 'archive-clicks', filter } as const;
  const run = (signal: AbortSignal) => runAudited(trail, intent, (count) => runArchive(archive, plan, count, signal));
  const { counts, result } = await stopOnSignal(run);
  const stopped = result === 'stopped' ? ' Stopped; run it again for the rest.' : '';
  return `${counts['archived'] ?? 0} clicks were moved to clicks_archive, ${counts['forgotten'] ?? 0} were forgotten.${stopped}`;
}

function toPlan({ olderThan, forgetAfter, rate }: ArchiveOptions, now: number): ArchivePlan {
  if (olderThan < YOUNGEST_MS) {
    throw new StartFault('--older-than must be 2d at least: younger rows are compared with what Redis accepted.');
  }
  if (forgetAfter !== undefined && forgetAfter < olderThan) {
    throw new StartFault('--forget-after must not be less than --older-than.');
  }
  const archiveBefore = new Date(now - olderThan);
  return { archiveBefore, rate, ...(forgetAfter !== undefined && { forgetBefore: new Date(now - forgetAfter) }) };
}

function describe({ archiveBefore, forgetBefore }: ArchivePlan, toArchive: number, toForget: number): string {
  const archived = `${toArchive} clicks that ended before ${isoOf(archiveBefore)} are in clicks and may move to clicks_archive.`;
  if (!forgetBefore) return archived;
  return `${archived}
${toForget} clicks that were accepted before ${isoOf(forgetBefore)} may be forgotten for good: their balances stay, but
whoever sends one of their idempotency keys again is credited again, and an audit that knows them calls them lost.`;
}

function isoOf(time: Date): string {
  return time.toISOString();
}
