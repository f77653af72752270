/** What the console finds of single clicks, in queue, ledger and logs, and how it acts on the queue. Times are milliseconds since 1970. */

/** How a click is named: one of the three ways. */
export type ClickName = { readonly clickId: string } | { readonly userId: string; readonly idempotencyKey: string } | { readonly traceId: string };

export type TimelineStep = {
  /** `attempt`: a try to post it, that succeeded or failed; `committed`: credited or rejected, in the ledger. */
  readonly what: 'accepted' | 'batched' | 'taken' | 'attempt' | 'committed' | 'failed' | 'replayed' | 'archived' | 'erased';
  /** null: known to have happened, when is not. */
  readonly at: number | null;
  /** A sentence. */
  readonly detail: string;
  /** It was in vain. */
  readonly isFailure?: true;
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
  /**
   * `archived`: it was credited or rejected, which `ledger` and the step `committed` say. `unknown`: it was accepted, and
   * who knows what became of it does not answer, or has forgotten it.
   */
  readonly status: 'queued' | 'credited' | 'rejected' | 'failed' | 'archived' | 'erased' | 'unknown';
  /** Why it was rejected or failed. */
  readonly code?: string;
  readonly timeline: readonly TimelineStep[];
  /** The row of the ledger as it is; times as ISO 8601. */
  readonly ledger?: Readonly<Record<string, unknown>>;
  /** The id of its dead letter. */
  readonly deadLetter?: string;
  /** Parts that did not answer, in sentences: what they know is missing here. */
  readonly problems: readonly string[];
};

/** Several clicks may share a trace. `problems`: where there may be more that were not found, in sentences. */
export type FoundClicks = { readonly clicks: readonly FoundClick[]; readonly problems: readonly string[] };

/** `undefined`: nobody knows such a click, and everybody who might was asked. Never rejects for a part that does not answer. */
export type FindClicks = (name: ClickName) => Promise<FoundClicks | undefined>;

/** A click of the ledger; of an archived one `status` says what it came to. Those that are queued still are not among them. */
export type UserClick = { readonly clickId: string; readonly idempotencyKey?: string; readonly status: FoundClick['status']; readonly code?: string; readonly amount: number; readonly acceptedAt: number };
export type UserClicks = {
  readonly userId: string;
  /** `balance` null: it is no whole number, and MongoDB refuses this user's clicks. */
  readonly account?: { readonly balance: number | null; readonly suspended: boolean };
  /** Newest first. */
  readonly clicks: readonly UserClick[];
  /** The `cursor` of the next page. */
  readonly next?: string;
};

/** @throws PipelineError `LEDGER_UNAVAILABLE`. */
export type ListUserClicks = (userId: string, page: { readonly limit: number; readonly cursor?: string }) => Promise<UserClicks>;

/** Lines about any of these; ids are as their patterns say, since they become part of a query. `limit`: the newest so many. */
export type LogQuery = {
  readonly clickId?: string;
  readonly traceId?: string;
  readonly batchId?: string;
  readonly limit: number;
  /** Not before. */
  readonly since?: number;
};
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

/** Never rejects: what stands in the way is the `problem`. */
export type ReadLogs = (query: LogQuery) => Promise<LogLines>;

/** Of a paused queue: since when, and by whom. */
export type Pause = {
  readonly at: number;
  /** `event`: of the pause, which BullMQ remembers; `audit trail`: BullMQ does not; `at the latest`: it was paused then already. */
  readonly known: 'event' | 'audit trail' | 'at the latest';
  /** Who paused it by the console, and why; missing: somebody did it by other means, or `problem` says why that is not known. */
  readonly by?: string;
  readonly reason?: string;
  /** A sentence. */
  readonly problem?: string;
};

export type QueueState = {
  readonly at: number;
  readonly name: string;
  readonly isPaused: boolean;
  /** While it is paused. */
  readonly pause?: Pause;
  /** Clicks that are accepted and not finished. */
  readonly depth: number;
  /** Tickets by BullMQ's state; those of a paused queue are `waiting`. */
  readonly jobs: Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed' | 'completed' | 'prioritized', number>>;
  /** Milliseconds that the oldest unfinished batch has waited; null when there is none. */
  readonly oldestMs: number | null;
};
/** A reason of 3 to 300 characters, for the audit trail. */
export type QueueAct = { readonly reason: string };

/** Each act is in the audit trail before it is done. @throws PipelineError `QUEUE_UNAVAILABLE` or `LEDGER_UNAVAILABLE`. */
export type QueueControl = {
  read(): Promise<QueueState>;
  /** Workers take no more tickets; those in hand are posted. Clicks are accepted until the cap. */
  pause(by: string, act: QueueAct): Promise<QueueState>;
  resume(by: string, act: QueueAct): Promise<QueueState>;
};

/** What the routes are given. */
export type FoundParts = { readonly findClicks: FindClicks; readonly listClicks: ListUserClicks; readonly readLogs: ReadLogs; readonly queue: QueueControl };
