import { UUID, type ClientSession, type MongoClient } from 'mongodb';
import type { AcceptedClick } from '../click/click.js';
import { PipelineError } from '../click/codes.js';
import type { RewardRules } from '../click/reward-policy.js';
import { toClickDocument, type LedgerCollections } from './documents.js';
import type { LedgerPoster, PostedBatch } from './ledger.js';
import { isDuplicateKey, toLedgerError } from './mongo-faults.js';
import { planPosting } from './plan-posting.js';

export type PosterOptions = {
  readonly rules: RewardRules;
  /** Milliseconds that one command inside a transaction may take. */
  readonly commandMs: number;
};

/** Posts batches over one session of its own. */
export function createMongoPoster(client: MongoClient, collections: LedgerCollections, options: PosterOptions): LedgerPoster {
  const session = client.startSession();
  const timed = { session, maxTimeMS: options.commandMs };

  /** Looks first which clicks the ledger has, and writes the others. Gives the ids of those that it has as failed. */
  async function writeMissing(clicks: readonly AcceptedClick[]): Promise<Set<string>> {
    const ids = [...new Set(clicks.map((click) => click.clickId))];
    const known = await collections.clicks.find({ _id: { $in: ids } }, { ...timed, projection: { status: 1 } }).toArray();
    const knownIds = new Set(known.map((row) => row._id));
    const missing = clicks.filter((click) => !knownIds.has(click.clickId));
    if (missing.length > 0) await writeAll(missing);
    return new Set(known.flatMap((row) => (row.status === 'failed' ? [row._id] : [])));
  }

  /** Fails with a duplicate key when the ledger has one of the clicks. */
  async function writeAll(clicks: readonly AcceptedClick[]): Promise<void> {
    const { clicks: rows, accounts } = collections;
    const users = [...new Set(clicks.map((click) => click.userId))];
    const states = await accounts.find({ _id: { $in: users } }, timed).toArray();
    const plan = planPosting(clicks, states, options.rules, new Date());
    await rows.insertMany(plan.rows, timed);
    if (plan.updates.length > 0) await accounts.bulkWrite(plan.updates, { ...timed, ordered: false });
  }

  /** Nearly every click is new: only after a duplicate key is it worth a look which ones are not. */
  async function postBatch(clicks: readonly AcceptedClick[]): Promise<PostedBatch> {
    try {
      const { transactionMs, commitMs } = await runTransaction(session, () => writeAll(clicks));
      return { failedClickIds: new Set(), transactionMs, commitMs };
    } catch (fault) {
      if (!isDuplicateKey(fault)) throw fault;
      const { result, transactionMs, commitMs } = await runTransaction(session, () => writeMissing(clicks));
      return { failedClickIds: result, transactionMs, commitMs };
    }
  }

  return {
    takerId: takerIdOf(session),
    postBatch,
    recordFailure: async (click, code, message) => {
      await runTransaction(session, async () => {
        const { clicks: rows, deadLetters } = collections;
        if (await rows.findOne({ _id: click.clickId }, timed)) return;
        const at = new Date();
        await rows.insertOne(toClickDocument(click, { status: 'failed', code }, at), timed);
        const letter = { clickId: click.clickId, code, message, payload: click, at };
        await deadLetters.replaceOne({ _id: click.clickId }, letter, { ...timed, upsert: true });
      });
    },
    recordMissingBatch: async (batchId) => {
      const letter = { code: 'BATCH_MISSING' as const, message: 'the batch was accepted, but its clicks are gone', at: new Date() };
      await runTransaction(session, () =>
        collections.deadLetters.updateOne({ _id: `batch-${batchId}` }, { $setOnInsert: letter }, { ...timed, upsert: true }),
      );
    },
    endSessions: async (takerIds) => {
      const sessions = takerIds.map((id) => ({ id: new UUID(id) }));
      await client.db('admin').command({ killSessions: sessions }).catch((error: unknown) => {
        throw toLedgerError(error);
      });
    },
    close: () => session.endSession(),
  };
}

function takerIdOf(session: ClientSession): string {
  const id = session.id?.id;
  if (!id) throw new PipelineError('INTERNAL', 'the MongoDB session has no id');
  return new UUID(id.buffer).toString();
}

const TRANSACTION = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  maxCommitTimeMS: 10_000,
} as const;

/**
 * Runs `work` in one transaction, once, and measures it. The driver's `withTransaction` would repeat it for up to two
 * minutes without a word; here the caller repeats, and says so. A commit of unknown outcome is repeated as a whole: what
 * was committed after all is found in the ledger.
 */
async function runTransaction<T>(session: ClientSession, work: () => Promise<T>) {
  const start = performance.now();
  session.startTransaction(TRANSACTION);
  try {
    const result = await work();
    const commitStart = performance.now();
    await session.commitTransaction();
    const end = performance.now();
    return { result, transactionMs: end - start, commitMs: end - commitStart };
  } catch (error) {
    if (session.inTransaction()) await session.abortTransaction();
    throw toLedgerError(error);
  }
}
