import type { ClickOutcome } from '../click/outcome.js';

/** A click's row as the ledger keeps it, archived or not. */
export type LedgerRow = {
  readonly clickId: string;
  readonly userId: string;
  readonly idempotencyKey: string;
  readonly traceId: string;
  readonly status: ClickOutcome['status'];
  readonly amount: number;
  readonly balance?: number;
  readonly code?: string;
  readonly clientTimestamp?: string;
  readonly source?: string;
  readonly acceptedAt: Date;
  readonly processedAt: Date;
  /** On archived rows alone. */
  readonly archivedAt?: Date;
};

/** What is left of a click that was erased; of an archived one only while its row is being erased or forgotten. */
export type LedgerStub = {
  readonly status: ClickOutcome['status'];
  readonly acceptedAt?: Date;
  readonly archivedAt?: Date;
  readonly erasedAt?: Date;
};

export type LedgerRecord = { readonly kind: 'row'; readonly row: LedgerRow } | { readonly kind: 'stub'; readonly stub: LedgerStub };

/** Newest first. `next` is there when there is more; rows that come or are archived meanwhile shift nothing. */
export type RowPage = { readonly rows: readonly LedgerRow[]; readonly next?: string };

/** A cursor of a user's clicks as a pattern: when one was accepted, in milliseconds, and its id. */
export const CLICK_CURSOR_PATTERN = '^[0-9]{13}-c[0-9a-f]{40}$';

/** Rows, and dead letters, among which a trace id is looked for: the newest ones, since there is no index of them by it. */
export const TRACED_ROWS = 50_000;
export const TRACED_LETTERS = 10_000;

/** All that the ledger has of single clicks, for those who look. @throws PipelineError `LEDGER_UNAVAILABLE`. */
export type ClickHistory = {
  find(clickId: string): Promise<LedgerRecord | undefined>;
  /** `isCut`: there are more rows or letters than were looked at, such as archived rows. */
  findTraced(traceId: string): Promise<{ readonly clickIds: readonly string[]; readonly isCut: boolean }>;
  listOfUser(userId: string, page: { readonly limit: number; readonly cursor?: string }): Promise<RowPage>;
  /** Undefined: none of the user's clicks was credited yet, or the account was erased. */
  findAccount(userId: string): Promise<{ readonly balance: number; readonly suspended: boolean } | undefined>;
};
