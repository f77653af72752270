import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { buckets, counter, divide, gauge, increase, max, minus, plus, quantile, rate, sum, topK } from '../../promql/promql.js';

const { clickRequests, httpRequestDuration, queueDepth, workerLag, newestAcceptedAt, lastProcessedAt, workerProcessed, workerFailed, redisLatency } =
  METRICS;

const processed = sum(rate(counter(workerProcessed), '5m'));
const failed = sum(rate(counter(workerFailed), '5m'));

/** What the specification's panels ask, with its ranges and without the dashboard's variables: these are its words. */
export const SPECIFICATION = {
  requestsByStatus: sum(rate(counter(clickRequests), '5m'), 'status'),
  latency: quantile(0.95, sum(rate(buckets(httpRequestDuration, { route: '/api/mining/*' }), '5m'), 'le')),
  depth: max(gauge(queueDepth)),
  lag: max(gauge(workerLag)),
  /** The same lag as the specification's table words it: newest queued job to processing time. */
  newestToProcessed: minus(max(gauge(newestAcceptedAt)), max(gauge(lastProcessedAt))),
  successRate: divide(processed, plus(processed, failed)),
  failuresByCode: topK(10, sum(increase(counter(workerFailed), '$__range'), 'error_code')),
  redisLatencies: sum(rate(buckets(redisLatency), '5m'), 'le'),
  redisP95: quantile(0.95, sum(rate(buckets(redisLatency), '5m'), 'le')),
} as const;
