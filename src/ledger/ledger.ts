import type { AcceptedClick } from '../click/click.js';
import type { ErrorCode } from '../click/codes.js';
import type { ClickOutcome } from '../click/outcome.js';

/** How long a committed transaction took. */
export type TransactionTimes = {
  /** From the start of the transaction to the end of its commit; of the try that succeeded. */
  readonly transactionMs: number;
  /** The commit alone. */
  readonly commitMs: number;
};

/** What one posting did. */
export type PostedBatch = TransactionTimes & {
  /** Clicks of the batch that the ledger holds as failed, from this or an earlier delivery. */
  readonly failedClickIds: ReadonlySet<string>;
  /**
   * Those of the clicks that the ledger has from another acceptance, of another time, than the one posted. A repeated
   * delivery of the same acceptance is not among them.
   */
  readonly acceptedAgain: ReadonlySet<AcceptedClick>;
};

/**
 * Writes clicks to the ledger. One poster posts one batch at a time: a second call waits for nothing and is an error
 * of the caller.
 */
export type LedgerPoster = {
  /**
   * Id of the poster's session, by which another taker can end its open transaction. It changes when a transaction did not
   * end in time; then the former one has to be ended before the same clicks are posted again.
   */
  readonly takerId: string;
  /**
   * Brings every click of the batch into the ledger, in one transaction, in the order of acceptance: credited or
   * rejected by the policy. Clicks that are in the ledger, or twice in the batch, are skipped: a repeated delivery
   * changes nothing.
   *
   * @throws PipelineError `LEDGER_UNAVAILABLE` (out of reach or too slow; nothing or everything was or will be
   *   committed, try again),
   *   `LEDGER_CONFLICT` (other transactions were in the way; try again) or `LEDGER_REFUSED` (MongoDB will not take one
   *   of the clicks, however often it is tried; nothing was committed).
   */
  postBatch(clicks: readonly AcceptedClick[]): Promise<PostedBatch>;
  /** Ends a click as failed: ledger row and dead letter in one transaction. No effect on a click that has a row. */
  recordFailure(click: AcceptedClick, code: ErrorCode, message: string): Promise<TransactionTimes>;
  /** Records that a batch lost its clicks. May be called at any time, also while a batch is posted. */
  recordMissingBatch(batchId: string): Promise<TransactionTimes>;
  /** Ends the transactions of other sessions, so that those of a killed or a frozen one do not block their clicks. */
  endSessions(takerIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

export type LedgerClick = {
  readonly clickId: string;
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly acceptedAt: Date;
  readonly processedAt: Date;
  readonly outcome: ClickOutcome;
};

export type LedgerAccount = { readonly userId: string; readonly balance: number };

/** Reads what is committed by a majority. Throws a PipelineError `LEDGER_UNAVAILABLE` when MongoDB is out of reach. */
export type LedgerReader = {
  /** Also of a click whose row was archived; not of one that was erased. */
  findClick(clickId: string): Promise<LedgerClick | undefined>;
  /** Whether the click's row was erased: that there was one is all that is left. */
  wasErased(clickId: string): Promise<boolean>;
  /** An account without clicks has a balance of 0. */
  findAccount(userId: string): Promise<LedgerAccount>;
  /** The user's latest clicks, newest first. */
  findLatestClicks(userId: string, limit: number): Promise<readonly LedgerClick[]>;
  /** Succeeds when the primary answers. */
  ping(): Promise<void>;
};
