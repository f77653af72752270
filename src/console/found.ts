/** What the console finds of single clicks, in queue, ledger and logs, and how it acts on the queue. Times are milliseconds since 1970. */

/** How a click is named: one of the three ways. */
export type ClickName = { readonly clickId: string } | { readonly userId: string; readonly idempotencyKey: string } | { readonly traceId: string };

export type TimelineStep = {
  readonly what: 'accepted' | 'batched' | 'taken' | 'attempt' | 'committed' | 'failed' | 'replayed' | 'archived' | 'erased';
  /** null: known to have happened, when is not. */
  readonly at: number | null;
  /** A sentence. */
  readonly detail: string;
  /** Milliseconds since the step before, where both times are known. */
  readonly sinceBefore?: number;
  /** What it is known from. */
  readonly from: 'redis' | 'ledger' | 'logs' | 'dead letters';
};

export type FoundClick = {
  readonly clickId: string;
  readonly userId?: string;
  readonly idempotencyKey?: string;
  readonly traceId?: string;
  readonly batchId?: string;
  readonly status: 'queued' | 'credited' | 'rejected' | 'failed' | 'archived' | 'erased';
  readonly code?: string;
  readonly timeline: readonly TimelineStep[];
  /** The row of the ledger as it is; times as ISO 8601. */
  readonly ledger?: Readonly<Record<string, unknown>>;
  /** The id of its dead letter. */
  readonly deadLetter?: string;
  /** Parts that did not answer, in sentences: what they know is missing here. */
  readonly problems: readonly string[];
};

/** Several clicks may share a trace. */
export type FoundClicks = { readonly clicks: readonly FoundClick[]; readonly problems: readonly string[] };

export type UserClick = { readonly clickId: string; readonly idempotencyKey?: string; readonly status: FoundClick['status']; readonly code?: string; readonly amount: number; readonly acceptedAt: number };
export type UserClicks = {
  readonly userId: string;
  readonly account?: { readonly balance: number; readonly suspended: boolean };
  /** Newest first. */
  readonly clicks: readonly UserClick[];
  /** The `cursor` of the next page. */
  readonly next?: string;
};

export type LogQuery = { readonly clickId?: string; readonly traceId?: string; readonly batchId?: string; readonly limit: number };
export type LogLine = { readonly at: number; readonly process: string; readonly level: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> };
export type LogLines = {
  readonly source: 'folder' | 'loki' | 'elasticsearch' | 'none';
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** There are more than `limit`, or not all files were read. */
  readonly isCut: boolean;
  /** Why there are none, or not all. */
  readonly problem?: string;
};

export type QueueState = {
  readonly at: number;
  readonly name: string;
  readonly isPaused: boolean;
  /** Clicks that are accepted and not finished. */
  readonly depth: number;
  /** Tickets by BullMQ's state. */
  readonly jobs: Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed' | 'completed' | 'paused' | 'prioritized', number>>;
  /** Milliseconds that the oldest unfinished batch has waited; null when there is none. */
  readonly oldestMs: number | null;
};
/** A reason of 3 to 300 characters, for the audit trail. */
export type QueueAct = { readonly reason: string };
