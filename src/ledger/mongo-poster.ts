import { UUID, type ClientSession, type Db, type MongoClient } from 'mongodb';
import type { AcceptedClick } from '../click/click.js';
import { PipelineError } from '../click/codes.js';
import { openCollections, toClickDocument } from './documents.js';
import type { LedgerPoster, PostedBatch } from './ledger.js';
import { isDuplicateKey, toLedgerError } from './mongo-faults.js';
import { createClickWriter, type ClickWriterOptions } from './write-clicks.js';

/** Posts batches over one session of its own, which has one transaction at a time. What comes between them has another. */
export function createMongoPoster(client: MongoClient, db: Db, options: ClickWriterOptions): LedgerPoster {
  const collections = openCollections(db);
  const session = client.startSession();
  const timed = { session, maxTimeMS: options.commandMs };
  const { writeAll, writeMissing } = createClickWriter(db, session, options);

  /** Nearly every click is new: only after a duplicate key is it worth a look which ones are not. */
  async function postBatch(clicks: readonly AcceptedClick[]): Promise<PostedBatch> {
    try {
      const { result, transactionMs, commitMs } = await runTransaction(session, () => writeAll(clicks));
      return { failedClickIds: new Set(), acceptedAgain: new Set(result), transactionMs, commitMs };
    } catch (fault) {
      if (!isDuplicateKey(fault)) throw fault;
      const { result, transactionMs, commitMs } = await runTransaction(session, () => writeMissing(clicks));
      const { failedClickIds, acceptedAgain } = result;
      return { failedClickIds, acceptedAgain: new Set(acceptedAgain), transactionMs, commitMs };
    }
  }

  return {
    takerId: takerIdOf(session),
    postBatch,
    recordFailure: (click, code, message) =>
      runTransaction(session, async () => {
        const { clicks: rows, deadLetters } = collections;
        if (await rows.findOne({ _id: click.clickId }, timed)) return;
        const at = new Date();
        await rows.insertOne(toClickDocument(click, { status: 'failed', code }, at), timed);
        const letter = { clickId: click.clickId, code, message, payload: click, attempts: 1, at, lastAt: at };
        await deadLetters.replaceOne({ _id: click.clickId }, letter, { ...timed, upsert: true });
      }),
    recordMissingBatch: (batchId) => {
      const at = new Date();
      const letter = { code: 'BATCH_MISSING' as const, message: 'the batch was accepted, but its clicks are gone', attempts: 1, at, lastAt: at };
      const record = (own: ClientSession) =>
        collections.deadLetters.updateOne({ _id: `batch-${batchId}` }, { $setOnInsert: letter }, { ...timed, session: own, upsert: true });
      return client.withSession((own) => runTransaction(own, () => record(own)));
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

export const TRANSACTION = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  maxCommitTimeMS: 10_000,
} as const;

/**
 * Runs `work` in one transaction, once, and measures it. The driver's `withTransaction` would repeat it for up to two
 * minutes without a word; here the caller repeats, and says so. A commit of unknown outcome is repeated as a whole: what
 * was committed after all is found in the ledger.
 */
export async function runTransaction<T>(session: ClientSession, work: () => Promise<T>) {
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
