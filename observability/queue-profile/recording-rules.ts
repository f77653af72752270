import { EXPORTER_METRICS } from '../../src/exporter/exporter-catalogue.js';
import type { RuleGroup } from '../alerts/alert.js';
import { counter, divide, max, once, plus, positive, present, rate, recorded, sum } from '../promql/promql.js';

const { workerProcessed, workerFailed } = EXPORTER_METRICS;
const ofQueue = { queue: present } as const;

const failed = sum(once(rate(counter(workerFailed, ofQueue), '5m'), 'queue', 'error_code'), 'queue');
const processed = max(rate(counter(workerProcessed, ofQueue), '5m'), 'queue');

const FAILED_SHARE = 'queue:mining_worker_failed_per_ended:ratio_rate5m';

/** What panels read of all queues at once. */
export const QUEUE_RECORDED = {
  /** Of the jobs that ended; no value when none did, or where completed jobs cannot be counted. */
  failedShare: recorded<'queue'>(FAILED_SHARE),
} as const;

export const QUEUE_RECORDING_GROUP: RuleGroup = {
  name: 'mining-queue-recording',
  rules: [{ record: FAILED_SHARE, expr: divide(failed, positive(plus(processed, failed))) }],
};
