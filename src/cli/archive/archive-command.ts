import { StartFault } from '../../embedded/start-fault.js';
import { runAudited } from '../../ledger/audit-trail.js';
import { ensureIndexes } from '../../ledger/indexes.js';
import { createMongoArchive } from '../../ledger/mongo-archive.js';
import { createMongoAuditTrail } from '../../ledger/mongo-audit-trail.js';
import { findStores, type StoreSources } from '../find-stores.js';
import { confirm, operator, stopOnSignal } from '../operator.js';
import { openMongo } from '../open-mongo.js';
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
const COMMAND_MS = 10_000;

/**
 * Runs the command; the result is what to say.
 *
 * @throws StartFault when what is asked for must not be done, or there is nobody to confirm it.
 * @throws PipelineError `LEDGER_UNAVAILABLE` when MongoDB is out of reach.
 */
export async function archiveClicks(options: ArchiveOptions, sources: StoreSources): Promise<string> {
  const plan = toPlan(options, Date.now());
  const stores = findStores(sources);
  const client = openMongo(stores.mongodbUrl);
  const db = client.db(stores.mongodbDatabase);
  const archive = createMongoArchive(client, db, { commandMs: COMMAND_MS });
  try {
    const { toArchive, toForget } = await archive.count(plan.archiveBefore, plan.forgetBefore);
    const what = describe(plan, toArchive, toForget);
    if (options.dryRun) return what;
    if (toArchive + toForget === 0) return `${what} Nothing was changed.`;
    if (!(await confirm(what, options.yes))) return 'Nothing was changed.';
    await ensureIndexes(db);
    const filter = { archiveBefore: isoOf(plan.archiveBefore), ...(plan.forgetBefore && { forgetBefore: isoOf(plan.forgetBefore) }) };
    const intent = { ...operator(), act: 'archive-clicks', filter } as const;
    const trail = createMongoAuditTrail(db, { commandMs: COMMAND_MS });
    const { counts, result } = await runAudited(trail, intent, () => stopOnSignal((signal) => runArchive(archive, plan, signal)));
    const stopped = result === 'stopped' ? ' Stopped; run it again for the rest.' : '';
    return `${counts['archived']} clicks were moved to clicks_archive, ${counts['forgotten']} were forgotten.${stopped}`;
  } finally {
    await archive.close();
    await client.close();
  }
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
