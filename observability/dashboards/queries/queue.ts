import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { buckets, counter, divide, gauge, increase, max, minus, positive, quantile, rate, sum, time } from '../../promql/promql.js';
import { RANGE, SCOPE } from './scope.js';

const { queueDepth, queueJobs, workerLag, newestAcceptedAt, lastProcessedAt, workerProcessed, workerFailed, workerMaxRate, workerPaused, workerFetchRestarts, creditDuration, deadLetters, deadLettersOldestAge } = METRICS;

const processed = sum(rate(counter(workerProcessed, SCOPE), RANGE));
const credits = sum(rate(buckets(creditDuration, SCOPE), RANGE), 'le');
const depth = max(gauge(queueDepth, SCOPE));

/** What waits, and how fast workers take it away. */
export const QUEUE = {
  depth,
  lag: max(gauge(workerLag, SCOPE)),
  timeToDrain: divide(depth, positive(processed)),
  jobsByState: max(gauge(queueJobs, SCOPE), 'state'),
  failedJobs: max(gauge(queueJobs, { state: 'failed', ...SCOPE })),
  sinceAccepted: minus(time, max(gauge(newestAcceptedAt, SCOPE))),
  sinceProcessed: minus(time, max(gauge(lastProcessedAt, SCOPE))),
  processedByWorker: sum(rate(counter(workerProcessed, SCOPE), RANGE), 'instance'),
  limitOfWorkers: sum(positive(gauge(workerMaxRate, SCOPE))),
  pausedWorkers: max(gauge(workerPaused, SCOPE), 'instance'),
  fetchRestarts: sum(increase(counter(workerFetchRestarts, SCOPE), RANGE), 'instance'),
  failedByCode: sum(rate(counter(workerFailed, SCOPE), RANGE), 'error_code'),
  deadLetters: max(gauge(deadLetters, SCOPE), 'error_code'),
  oldestDeadLetter: max(gauge(deadLettersOldestAge, SCOPE)),
  creditTimes: credits,
  creditP50: quantile(0.5, credits),
  creditP95: quantile(0.95, credits),
  creditP99: quantile(0.99, credits),
  creditedInTime: divide(
    sum(rate(buckets(creditDuration, { le: '15.5', ...SCOPE }), RANGE)),
    positive(sum(rate(buckets(creditDuration, { le: '+Inf', ...SCOPE }), RANGE))),
  ),
} as const;
