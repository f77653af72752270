import type { AcceptedClick } from '../click/click.js';

/** Makes sure that a batch has a ticket in the queue. */
export type TicketAnnouncer = {
  /** Announces a batch once in the life of this process: at once, or a moment later so that it can fill first. */
  announce(batchId: string, when: 'now' | 'soon'): void;
};

export type TakenBatch =
  | {
      readonly kind: 'taken';
      /** How often the batch was taken, this time included. */
      readonly attempts: number;
      /** Ledger session of the previous taker, whose transaction may still be open; empty when there is none. */
      readonly previousTaker: string;
      /** The click that was being tried alone when a former taker's process died. */
      readonly tried?: TriedClick;
      /** In the order of acceptance. */
      readonly clicks: readonly AcceptedClick[];
    }
  /** Finished before: nothing is left to do. */
  | { readonly kind: 'gone' }
  /** Unfinished, but its clicks are nowhere: somebody tampered with Redis. */
  | { readonly kind: 'missing' };

/** A click that is posted alone, since something in its batch may kill the process. */
export type TriedClick = {
  readonly clickId: string;
  /** Tries in a row that began; all but the latest, and that one too if it is found later, ended with the process. */
  readonly times: number;
};

export type FinishedBatch =
  /** This call removed the batch of `size` clicks. Over all calls for one batch, exactly one gets this. */
  | { readonly kind: 'finished'; readonly size: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'open' };

/** Where Redis has a click. `finished`: it was accepted and is done; the ledger knows the result. */
export type ClickPlace = 'absent' | 'queued' | 'processing' | 'finished';

/** The accepted clicks that are not finished, in batches. A batch goes open -> sealed -> gone, and never back. */
export type BatchStore = {
  /**
   * Seals a batch and reads it; repeatable until the batch is finished.
   *
   * @throws PipelineError `BATCH_UNREADABLE` when an item is no click of a known version: the batch stays as it is.
   */
  take(batchId: string, taker: string): Promise<TakenBatch>;
  /** Notes that the batches, which were taken before, are now in the hands of another ledger session. */
  noteTaker(batchIds: readonly string[], taker: string): Promise<void>;
  /** Notes which click of a batch is tried, just before it is; in place of the one that was noted before. */
  noteTry(batchId: string, tried: TriedClick): Promise<void>;
  /** Takes the note back, when the try has ended in any way but with the process. */
  forgetTry(batchId: string): Promise<void>;
  /**
   * Removes a batch. The caller must have committed a ledger row for each of its clicks.
   *
   * @param acceptedAgainAt when those of its clicks were accepted that the ledger has from another acceptance: they are
   *   no longer counted in those minutes.
   */
  finish(batchId: string, clickIds: readonly string[], acceptedAgainAt?: readonly number[]): Promise<FinishedBatch>;
  /** Looks for old batches; `forced` get a new ticket although theirs exists. */
  reap(forced: readonly string[]): Promise<ReapedBatches>;
  locate(clickId: string): Promise<{ readonly place: ClickPlace; readonly fingerprint: string }>;
};

export type ReapedBatches = {
  /** Batches that need a new ticket, with its job id. */
  readonly reaped: readonly { readonly batchId: string; readonly jobId: string }[];
  /** Old batches that have a ticket, with how often they were taken. */
  readonly watched: readonly { readonly batchId: string; readonly attempts: number }[];
};

export const JOB_STATES = [
  'waiting',
  'active',
  'prioritized',
  'delayed',
  'completed',
  'failed',
  'waiting-children',
] as const;
/** BullMQ's states of a job. */
export type JobState = (typeof JOB_STATES)[number];

/** The queue at one instant, read from Redis; times in milliseconds on Redis' clock. */
export type QueueState = {
  readonly now: number;
  /** Clicks accepted and not finished, plus foreign jobs that were not taken in yet. */
  readonly depth: number;
  readonly unfinishedBatches: number;
  /** Age in milliseconds of the oldest click that no worker has finished; 0 when there is none. */
  readonly lagMs: number;
  /** 0 when there was none yet. */
  readonly newestAcceptedAt: number;
  /** 0 when there was none yet. */
  readonly lastProcessedAt: number;
  readonly jobs: Readonly<Record<JobState, number>>;
};

/** Reads the queue's state. Throws when Redis cannot be read: there is no stale answer. */
export type ReadQueueState = () => Promise<QueueState>;

/** Accepted clicks are counted by minutes of this length, numbered from 1970; the scripts divide by the same number. */
export const MINUTE_MS = 60_000;
/** Minutes for which the counts are kept: longer than clicks may have to wait for a ledger that is out of reach. */
export const MINUTES_KEPT = 24 * 60;

/** The minute that a time (ms) lies in. */
export function minuteOf(time: number): number {
  return Math.floor(time / MINUTE_MS);
}

/** How many clicks were accepted in each minute, at one instant; times in milliseconds on Redis' clock. */
export type AcceptedMinutes = {
  readonly now: number;
  /** Clicks that were accepted before are not in the counts; 0 when there can be none. */
  readonly countedSince: number;
  /** When the oldest batch that is not finished was opened: everything accepted before is in the ledger. */
  readonly oldestUnfinished: number | undefined;
  /** By minute; a click that was accepted a second time, when the ledger had it, is counted once. */
  readonly counts: ReadonlyMap<number, number>;
};

/** Reads the counts, and forgets those that are older than they are kept. */
export type ReadAcceptedMinutes = () => Promise<AcceptedMinutes>;

/**
 * By what Redis shows that it has forgotten nothing. The epoch is a random name that Redis and the ledger keep: a Redis that
 * was emptied has none. The mark is a number that rises every 15 s, in Redis first and then in the ledger: a Redis that was
 * restored from an older copy has a lower one.
 */
export type QueueMemory = {
  readonly epoch: string;
  readonly mark: number;
  /** When the mark rose last, milliseconds on Redis' clock. */
  readonly markedAt: number;
};

/** What Redis must show; nothing new is accepted by one that does not. */
export type ExpectedMemory = { readonly epoch: string; readonly leastMark: number };

/** The memory of Redis. Each call throws when Redis does not carry it out. */
export type QueueMemoryStore = {
  /** `undefined`: it has no epoch. Where it shows what is expected and the last rise was 15 s ago or more, the mark rises. */
  read(raise?: ExpectedMemory): Promise<QueueMemory | undefined>;
  /** Gives it an epoch, unless it has one. */
  begin(epoch: string): Promise<void>;
  /** Gives it another epoch, whatever it has, and counts accepted clicks from now on. */
  replace(epoch: string): Promise<void>;
};

/** All that Redis knows of a click whose idempotency record is there. */
export type QueuedClick = {
  readonly batchId: string;
  readonly userId: string;
  /** Of its batch while that is not finished; then the ledger has the click. */
  readonly unfinished?: {
    /** Milliseconds since 1970 on Redis' clock. */
    readonly openedAt: number;
    /** How often it was taken. */
    readonly attempts: number;
    readonly size: number;
    /** Missing when the batch lost it, or it cannot be read. */
    readonly click?: AcceptedClick;
  };
};

/** Reads single clicks for those who look. @throws PipelineError `QUEUE_UNAVAILABLE` when Redis does not answer in time. */
export type QueuedClickReader = {
  read(clickId: string): Promise<QueuedClick | undefined>;
  /** Of the newest unfinished batches; `isCut`: there are more of them. */
  findTraced(traceId: string): Promise<{ readonly clickIds: readonly string[]; readonly isCut: boolean }>;
};

/** How far back the queue remembers, and what it remembers of being paused. Times are milliseconds since 1970, by the clock of Redis. */
export type PauseRecord = {
  /** The first of the pauses that no resumption followed. */
  readonly pausedAt?: number;
  /** The latest resumption. */
  readonly resumedAt?: number;
  /** The oldest event of any kind; missing: it remembers none. */
  readonly since?: number;
};
export type ReadPauseRecord = () => Promise<PauseRecord>;

/**
 * Whether any worker takes tickets. While they wait, clicks are accepted until the cap, those in hand are posted, and the
 * fetch watches of the workers stay calm, since no ticket is for them to take.
 *
 * @throws PipelineError `QUEUE_UNAVAILABLE` when Redis does not answer in time; what was asked for may be done still.
 */
export type QueueSwitch = { isPaused(): Promise<boolean>; pause(): Promise<void>; resume(): Promise<void> };
