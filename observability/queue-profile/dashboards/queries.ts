import { EXPORTER_METRICS } from '../../../src/exporter/exporter-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../../src/telemetry/process-metrics.js';
import { SCOPE, RANGE } from '../../dashboards/queries/scope.js';
import {
  buckets, counter, divide, gauge, increase, max, minus, once, positive, quantile, rate, sum, time, topK, variable,
} from '../../promql/promql.js';
import { QUEUE_RECORDED } from '../recording-rules.js';

const M = EXPORTER_METRICS;
const scope = { queue: variable('queue'), ...SCOPE } as const;

const failedByCode = once(rate(counter(M.workerFailed, scope), RANGE), 'queue', 'error_code');
const waits = once(rate(buckets(M.jobWait, scope), RANGE), 'queue', 'le');
const durations = once(rate(buckets(M.jobDuration, scope), RANGE), 'queue', 'outcome', 'le');

/** Several exporters of a queue show the same: every query takes the largest of them. */
export const QUEUES = {
  depth: max(gauge(M.queueDepth, scope), 'queue'),
  lag: max(gauge(M.workerLag, scope), 'queue'),
  failedShare: QUEUE_RECORDED.failedShare,
  workers: max(gauge(M.workers, scope), 'queue'),
  paused: max(gauge(M.paused, scope), 'queue'),
  added: once(rate(counter(M.jobsAdded, scope), RANGE), 'queue'),
  completed: once(rate(counter(M.workerProcessed, scope), RANGE), 'queue'),
  failed: sum(failedByCode, 'queue'),
  failedByCode: sum(failedByCode, 'error_code'),
  reasons: topK(10, once(increase(counter(M.workerFailed, scope), '$__range'), 'queue', 'error_code')),
  jobsByState: sum(once(gauge(M.queueJobs, scope), 'queue', 'state'), 'state'),
  waitTimes: sum(waits, 'le'),
  waitP50: quantile(0.5, sum(waits, 'le')),
  waitP95: quantile(0.95, sum(waits, 'le')),
  waitP99: quantile(0.99, sum(waits, 'le')),
  durationTimes: sum(durations, 'le'),
  durationP50: quantile(0.5, sum(durations, 'le')),
  durationP95: quantile(0.95, sum(durations, 'le')),
  durationP99: quantile(0.99, sum(durations, 'le')),
  stalled: once(increase(counter(M.stalled, scope), RANGE), 'queue'),
  withoutLock: max(gauge(M.jobsWithoutLock, scope), 'queue'),
  oldestActive: max(gauge(M.oldestActive, scope), 'queue'),
  sinceStallCheck: minus(time, max(gauge(M.stallsCheckedAt, scope), 'queue')),
} as const;

const seen = once(rate(counter(M.jobsSeen, scope), RANGE), 'queue', 'outcome');

/** What the exporter says of itself. */
export const EXPORTER = {
  up: max(gauge(MONITORING_METRICS.up, SCOPE), 'job', 'instance'),
  redisUp: max(gauge(M.redisUp, SCOPE), 'instance'),
  queues: max(gauge(M.queues, SCOPE), 'instance'),
  queuesLeftOut: max(gauge(M.queuesLeftOut, SCOPE), 'instance'),
  versions: max(gauge(M.buildInfo, SCOPE), 'instance', 'version'),
  scrapeP50: quantile(0.5, sum(rate(buckets(M.scrapeDuration, SCOPE), RANGE), 'le')),
  scrapeP99: quantile(0.99, sum(rate(buckets(M.scrapeDuration, SCOPE), RANGE), 'le')),
  redisP95: quantile(0.95, sum(rate(buckets(M.redisLatency, { command: 'pipeline', ...SCOPE }), RANGE), 'le')),
  errors: sum(increase(counter(M.errors, SCOPE), RANGE), 'read'),
  collectErrors: sum(increase(counter(M.collectErrors, SCOPE), RANGE), 'source'),
  answers: sum(rate(buckets(M.httpRequestDuration, { le: '+Inf', ...SCOPE }), RANGE), 'endpoint', 'status'),
  totals: max(gauge(M.totalsSource, scope), 'queue', 'outcome', 'source'),
  seenShare: divide(seen, positive(once(rate(counter(M.jobsFinished, scope), RANGE), 'queue', 'outcome'))),
  gaps: once(increase(counter(M.seenGaps, scope), RANGE), 'queue', 'outcome'),
  residentMemory: max(gauge(PROCESS_METRICS.residentMemory, SCOPE), 'instance'),
  logLinesShipped: sum(rate(counter(M.logLinesShipped, SCOPE), RANGE), 'sink'),
  logLinesDropped: sum(rate(counter(M.logLinesDropped, SCOPE), RANGE), 'sink'),
  logLinesWaiting: sum(gauge(M.logLinesWaiting, SCOPE), 'sink'),
  cpu: sum(rate(counter(PROCESS_METRICS.cpu, SCOPE), RANGE), 'instance'),
} as const;
