import { UUID, type ClientSession, type MongoClient } from 'mongodb';
import { PipelineError } from '../click/codes.js';
import { DeadlineError, withDeadline } from '../redis/deadline.js';
import type { TransactionTimes } from './ledger.js';
import { toLedgerError } from './mongo-faults.js';

export const TRANSACTION = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5000 },
  maxCommitTimeMS: 5000,
} as const;

/** What a transaction's work gave, and how long it took. */
export type Committed<T> = TransactionTimes & { readonly result: T };

/** Runs transactions one after the other. */
export type Transactions = {
  /** Id of the session of the next transaction; another one after a transaction that did not end in time. */
  readonly sessionId: string;
  /**
   * Runs `work` in one transaction, once. Two at a time are an error of the caller.
   *
   * @throws PipelineError as `LedgerPoster.postBatch`; `LEDGER_UNAVAILABLE` after the deadline, too. What was sent by then
   *   may still take effect, as long as nobody ends its session (`endSessions`).
   */
  run<T>(work: (session: ClientSession) => Promise<T>): Promise<Committed<T>>;
  /** Ends the session, or leaves it to MongoDB, which ends it after a while, when that takes longer than a second. */
  close(): Promise<void>;
};

const CLOSE_MS = 1000;

/**
 * The driver's `withTransaction` would repeat the work for up to two minutes without a word; here the caller repeats, and
 * says so. A commit of unknown outcome is repeated as a whole: what was committed after all is found in the ledger.
 *
 *   running --committed, aborted--> the session is used again
 *      |  deadline: MongoDB is frozen, or bytes get lost
 *      v
 *   left behind: never committed from here; its session ends when the driver gives up on it. The next transaction has a new
 *   session
 *
 * @param deadlineMs milliseconds that a transaction may take as a whole.
 */
export function createTransactions(client: MongoClient, deadlineMs: number): Transactions {
  let session = client.startSession();
  let settled: Promise<unknown> = Promise.resolve();
  return {
    get sessionId() {
      return sessionIdOf(session);
    },
    async run(work) {
      const own = session;
      const state = { isLeft: false };
      const running = runTransaction(own, () => work(own), state);
      settled = running.catch(() => undefined);
      try {
        return await withDeadline(running, deadlineMs);
      } catch (fault) {
        if (!(fault instanceof DeadlineError)) throw fault;
        state.isLeft = true;
        session = client.startSession();
        // Not before: a session that ends while its work goes on would run the rest of it outside the transaction.
        void settled.then(() => own.endSession()).catch(() => undefined);
        throw new PipelineError('LEDGER_UNAVAILABLE', `MongoDB did not end a transaction within ${deadlineMs} ms`, { cause: fault });
      }
    },
    close: () => withDeadline(settled.then(() => session.endSession()), CLOSE_MS).catch(() => undefined),
  };
}

/** Runs one transaction in a session of its own, so that any number may go on beside each other. As `Transactions.run`. */
export async function runTransactionAside<T>(client: MongoClient, deadlineMs: number, work: (session: ClientSession) => Promise<T>): Promise<Committed<T>> {
  const transactions = createTransactions(client, deadlineMs);
  return transactions.run(work).finally(transactions.close);
}

async function runTransaction<T>(session: ClientSession, work: () => Promise<T>, state: { readonly isLeft: boolean }): Promise<Committed<T>> {
  const start = performance.now();
  try {
    session.startTransaction(TRANSACTION);
    const result = await work();
    const commitStart = performance.now();
    // Nobody waits for it any more, and it is posted again elsewhere.
    if (state.isLeft) throw new PipelineError('LEDGER_UNAVAILABLE', 'the transaction took too long to be committed');
    await session.commitTransaction();
    const end = performance.now();
    return { result, transactionMs: end - start, commitMs: end - commitStart };
  } catch (error) {
    // The fault that ended the work is the one to tell, whatever the abort meets.
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    throw toLedgerError(error);
  }
}

function sessionIdOf(session: ClientSession): string {
  const id = session.id?.id;
  if (!id) throw new PipelineError('INTERNAL', 'the MongoDB session has no id');
  return new UUID(id.buffer).toString();
}
