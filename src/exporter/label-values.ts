import { JOB_STATES } from '../queue/click-queue.js';

/** Most queues that one exporter watches, however many it is given or finds. */
export const MOST_QUEUES = 200;
/** Most error codes that a file of failure codes may name, those of the exporter included. */
export const MOST_FAILURE_CODES = 50;

/** States of the jobs of any BullMQ queue; `paused` is a list of its own in BullMQ 4 and 5. */
export const QUEUE_JOB_STATES = [...JOB_STATES, 'paused'] as const;
export type QueueJobState = (typeof QUEUE_JOB_STATES)[number];

/** How a job ended for BullMQ. */
export const JOB_OUTCOMES = ['completed', 'failed'] as const;
export type JobOutcome = (typeof JOB_OUTCOMES)[number];

/**
 * Where the totals of a queue come from: BullMQ's own count since the queue exists (`bullmq-metrics`), the finished jobs
 * that are kept (`kept-jobs`), or nowhere, since finished jobs are removed at once (`none`: there is no total).
 */
export const TOTALS_SOURCES = ['bullmq-metrics', 'kept-jobs', 'none'] as const;
export type TotalsSource = (typeof TOTALS_SOURCES)[number];

/** What the exporter asks of Redis. */
export const EXPORTER_READS = ['scrape', 'finished-jobs', 'discovery', 'workers'] as const;
export type ExporterRead = (typeof EXPORTER_READS)[number];

/** What `redis_latency_ms` of the exporter tells apart. */
export const EXPORTER_CALLS = ['pipeline', 'scan', 'client'] as const;
export type ExporterCall = (typeof EXPORTER_CALLS)[number];

/** Why a failed job failed, as far as its text tells; a file of failure codes puts its own before these. */
export const FAILURE_CODES = [
  'STALLED',
  'TIMEOUT',
  'CONNECTION_REFUSED',
  'CONNECTION_LOST',
  'NAME_NOT_RESOLVED',
  'TLS_FAILED',
  'HTTP_401_403',
  'HTTP_404',
  'HTTP_429',
  'HTTP_5XX',
  'OUT_OF_MEMORY',
  'VALIDATION',
  'CHILD_FAILED',
  'other',
  'UNSEEN',
] as const;

/** Of a failure whose text fits no rule. */
export const OTHER_FAILURE = 'other' satisfies (typeof FAILURE_CODES)[number];
/** Of a failure that BullMQ counted, but whose job was removed before it could be read, or was too many to be read. */
export const UNSEEN_FAILURE = 'UNSEEN' satisfies (typeof FAILURE_CODES)[number];
