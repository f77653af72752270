import type { Duration } from '../alerts/alert.js';

/** Where the alerts of a queue begin: what is right for it is known to its owner only. */
export type QueueThresholds = {
  /** Jobs that wait. */
  readonly depth: number;
  /** Seconds that the oldest job may wait. */
  readonly lagSeconds: number;
  /** Jobs that may fail for good within `FAILURE_WINDOW`. */
  readonly failures: number;
  /** How long no job may end while some wait too long: longer than the longest job. */
  readonly stall: Duration;
};

export const DEFAULT_THRESHOLDS: QueueThresholds = { depth: 500, lagSeconds: 60, failures: 10, stall: '5m' };

/** Failures that are fewer than a few a second are counted over this time. */
export const FAILURE_WINDOW: Duration = '15m';

/** Of one error code, a second: the specification's number, above which somebody is woken. */
export const FAILURES_PER_SECOND = 5;

/** Prometheus' label `job` of the exporter. */
export const EXPORTER_JOB = 'mining-click-exporter';
