import { UUID, type ClientSession, type Db, type MongoClient } from 'mongodb';
import type { AcceptedClick } from '../click/click.js';
import type { ErrorCode } from '../click/codes.js';
import { openCollections, toClickDocument } from './documents.js';
import type { LedgerPoster, PostedBatch } from './ledger.js';
import { createLedgerDeadline } from './ledger-deadline.js';
import { isDuplicateKey } from './mongo-faults.js';
import { createTransactions, runTransactionAside } from './transactions.js';
import { createClickWriter, type ClickWriterOptions } from './write-clicks.js';

/**
 * Posts batches over one session of its own, which has one transaction at a time. What comes between them has another.
 * No call takes longer than twice `commandMs`, and one that met a click which the ledger has twice as long.
 */
export function createMongoPoster(client: MongoClient, db: Db, options: ClickWriterOptions): LedgerPoster {
  const { clicks: rows, deadLetters } = openCollections(db);
  const { writeAll, writeMissing } = createClickWriter(db, options);
  const deadlineMs = 2 * options.commandMs;
  const inTime = createLedgerDeadline(deadlineMs);
  const transactions = createTransactions(client, deadlineMs);
  const timedIn = (session: ClientSession) => ({ session, maxTimeMS: options.commandMs });

  /** Nearly every click is new: only after a duplicate key is it worth a look which ones are not. */
  async function postBatch(clicks: readonly AcceptedClick[]): Promise<PostedBatch> {
    try {
      const { result, transactionMs, commitMs } = await transactions.run((session) => writeAll(session, clicks));
      return { failedClickIds: new Set(), acceptedAgain: new Set(result), transactionMs, commitMs };
    } catch (fault) {
      if (!isDuplicateKey(fault)) throw fault;
      const { result, transactionMs, commitMs } = await transactions.run((session) => writeMissing(session, clicks));
      const { failedClickIds, acceptedAgain } = result;
      return { failedClickIds, acceptedAgain: new Set(acceptedAgain), transactionMs, commitMs };
    }
  }

  async function writeFailure(session: ClientSession, click: AcceptedClick, code: ErrorCode, message: string): Promise<void> {
    const timed = timedIn(session);
    if (await rows.findOne({ _id: click.clickId }, timed)) return;
    const at = new Date();
    await rows.insertOne(toClickDocument(click, { status: 'failed', code }, at), timed);
    const letter = { clickId: click.clickId, code, message, payload: click, attempts: 1, at, lastAt: at };
    await deadLetters.replaceOne({ _id: click.clickId }, letter, { ...timed, upsert: true });
  }

  return {
    get takerId() {
      return transactions.sessionId;
    },
    postBatch,
    recordFailure: (click, code, message) => transactions.run((session) => writeFailure(session, click, code, message)),
    recordMissingBatch: async (batchId) => {
      const at = new Date();
      const letter = { code: 'BATCH_MISSING' as const, message: 'the batch was accepted, but its clicks are gone', attempts: 1, at, lastAt: at };
      return runTransactionAside(client, deadlineMs, (session) =>
        deadLetters.updateOne({ _id: `batch-${batchId}` }, { $setOnInsert: letter }, { ...timedIn(session), upsert: true }),
      );
    },
    endSessions: async (takerIds) => {
      const killSessions = takerIds.map((id) => ({ id: new UUID(id) }));
      await inTime(() => client.db('admin').command({ killSessions, maxTimeMS: options.commandMs }));
    },
    close: transactions.close,
  };
}
