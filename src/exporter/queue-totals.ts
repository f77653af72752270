import type { FailureCodes } from './failure-codes.js';
import type { FinishedJob } from './finished-job.js';
import type { NewlyFinished } from './finished-tail.js';
import { UNSEEN_FAILURE, type JobOutcome, type TotalsSource } from './label-values.js';
import type { QueueReading } from './read-queues.js';

/** What was counted of one queue; plain data, so that it can be kept over a restart. */
export type QueueTotals = {
  readonly completed: OutcomeTotals;
  readonly failed: OutcomeTotals;
  /** Failures by code. */
  readonly codes: Record<string, number>;
  stalls: number;
};

export type OutcomeTotals = {
  /** Finished jobs that were kept when this exporter looked. */
  counted: number;
  /** Those of them that were read one by one. */
  seen: number;
  gaps: number;
  /** Whether one was ever kept. */
  wasKept: boolean;
  /** BullMQ's own count at the last look; undefined before the first. */
  lifetime: number | undefined;
  /** Failures that BullMQ counted and that were not found, at the last look: they may only be late. Below 0: the other way round. */
  missing: number;
};

/** What became known of one outcome of a queue at one look. */
export type FinishedNews = NewlyFinished & {
  /** `ids` that were read one by one; undefined for those that were removed before that. */
  readonly jobs: readonly (FinishedJob | undefined)[];
};

export function createQueueTotals(): QueueTotals {
  const none = (): OutcomeTotals => ({ counted: 0, seen: 0, gaps: 0, wasKept: false, lifetime: undefined, missing: 0 });
  return { completed: none(), failed: none(), codes: {}, stalls: 0 };
}

export function addNews(totals: QueueTotals, outcome: JobOutcome, news: FinishedNews, { codeOf }: FailureCodes): void {
  const of = totals[outcome];
  const seen = news.jobs.filter((job) => job !== undefined);
  const counted = news.ids.length + news.unread;
  of.counted += counted;
  of.seen += seen.length;
  of.gaps += news.hasGap ? 1 : 0;
  of.wasKept ||= news.kept > 0 || counted > 0;
  totals.stalls += seen.reduce((sum, { stalls }) => sum + stalls, 0);
  if (outcome !== 'failed') return;
  for (const { failedReason } of seen) countFailures(totals, codeOf(failedReason), 1);
  countFailures(totals, UNSEEN_FAILURE, counted - seen.length);
}

/**
 * Counts the failures that BullMQ's own count has and that nobody found among the kept jobs: those that were removed at
 * once. A job that is only late is not among them, since it would have been found by the next look.
 */
export function addRemovedFailures(totals: QueueTotals, lifetime: number | undefined, newlyFound: number): void {
  const { failed } = totals;
  const raised = lifetime === undefined || failed.lifetime === undefined ? 0 : Math.max(0, lifetime - failed.lifetime);
  const missing = failed.missing + raised - newlyFound;
  const sure = Math.max(0, Math.min(failed.missing, missing));
  countFailures(totals, UNSEEN_FAILURE, sure);
  failed.counted += sure;
  // Fewer than none: found before they were counted. BullMQ 4 never counts jobs that stalled too often.
  failed.missing = missing < 0 && raised === 0 ? 0 : missing - sure;
  // Where BullMQ has no count, the next one begins at 0.
  failed.lifetime = lifetime ?? 0;
}

/** Where the totals of an outcome come from. Jobs that left the queue without being kept leave nothing to be counted. */
export function sourceOf(totals: QueueTotals, outcome: JobOutcome, reading: QueueReading, areJobsGone: boolean): TotalsSource {
  if (reading[outcome] !== undefined) return 'bullmq-metrics';
  return totals[outcome].wasKept || reading.jobs[outcome] > 0 || !areJobsGone ? 'kept-jobs' : 'none';
}

/** Whether more jobs were added than the queue holds in all of its states. */
export function haveJobsLeft({ added = 0, jobs }: QueueReading): boolean {
  return added > Object.values(jobs).reduce((sum, count) => sum + count, 0);
}

function countFailures({ codes }: QueueTotals, code: string, by: number): void {
  if (by > 0) codes[code] = (codes[code] ?? 0) + by;
}

