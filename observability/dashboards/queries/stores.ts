import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { and, buckets, counter, countOf, divide, gauge, max, min, oneOf, positive, quantile, rate, sum, sumOf } from '../../promql/promql.js';
import { RANGE, SCOPE } from './scope.js';

const { admissionClosed, dependencyUp, redisLatency, transactionDuration, workerProcessed, workerFailed, collectErrors, durabilityDegraded, redisMemoryRatio } = METRICS;

const whole = { phase: 'all', ...SCOPE } as const;
const transactions = sum(rate(buckets(transactionDuration, whole), RANGE), 'le');
const transactionRate = sum(rate(countOf(transactionDuration, whole), RANGE));

/** Redis and MongoDB as this product's processes see them. */
export const STORES = {
  upByJob: min(gauge(dependencyUp, SCOPE), 'job', 'dependency'),
  upByInstance: min(gauge(dependencyUp, SCOPE), 'instance', 'dependency'),
  redisLatencies: sum(rate(buckets(redisLatency, SCOPE), RANGE), 'le'),
  /** Of commands that were not sent there would be NaN. */
  redisP95ByCommand: and(
    quantile(0.95, sum(rate(buckets(redisLatency, SCOPE), RANGE), 'le', 'command')),
    positive(sum(rate(countOf(redisLatency, SCOPE), RANGE), 'command')),
  ),
  redisMeanByJob: divide(
    sum(rate(sumOf(redisLatency, SCOPE), RANGE), 'job'),
    positive(sum(rate(countOf(redisLatency, SCOPE), RANGE), 'job')),
  ),
  redisCommands: sum(rate(countOf(redisLatency, SCOPE), RANGE), 'command'),
  redisMemory: max(gauge(redisMemoryRatio, SCOPE)),
  transactions: transactionRate,
  transactionTimes: transactions,
  transactionP50: quantile(0.5, transactions),
  transactionP95: quantile(0.95, transactions),
  commitP95: quantile(0.95, sum(rate(buckets(transactionDuration, { phase: 'commit', ...SCOPE }), RANGE), 'le')),
  clicksPerTransaction: divide(sum(rate(counter(workerProcessed, SCOPE), RANGE)), positive(transactionRate)),
  ledgerFailures: sum(
    rate(counter(workerFailed, { error_code: oneOf('LEDGER_UNAVAILABLE', 'LEDGER_CONFLICT', 'LEDGER_REFUSED'), ...SCOPE }), RANGE),
    'error_code',
  ),
  collectErrors: sum(rate(counter(collectErrors, SCOPE), RANGE), 'job', 'source'),
  admissionClosed: max(gauge(admissionClosed, SCOPE), 'job', 'reason'),
  durabilityByInstance: max(gauge(durabilityDegraded, SCOPE), 'instance'),
} as const;
