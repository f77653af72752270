import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { THRESHOLDS } from '../config.js';
import { above, equal, gauge, max, min } from '../promql/promql.js';
import { RECORDED } from '../recording-rules/recording-rules.js';
import { atLeast, linesOf, linesOfJob, troubleOf } from '../log-queries/log-query.js';
import type { RuleGroup } from './alert.js';

const { admissionClosed, dependencyUp, durabilityDegraded, redisMemoryRatio } = METRICS;

/** 0 for a kind of process as soon as one of its processes cannot reach the store. */
const reached = (dependency: 'redis' | 'mongodb') => min(gauge(dependencyUp, { dependency }), 'job', 'dependency');

export const STORE_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-stores',
  rules: [
    {
      name: 'MiningRedisUnavailable',
      expr: equal(reached('redis'), 0),
      for: '30s',
      severity: 'critical',
      summary: 'Redis cannot be reached by {{ $labels.job }}',
      description: 'At least one process of {{ $labels.job }} gets no answer from Redis. An API without Redis refuses new clicks with 503, workers without it process nothing. Accepted clicks wait in Redis.',
      dashboard: 'stores',
      logs: troubleOf(linesOfJob()),
    },
    {
      name: 'MiningLedgerUnavailable',
      expr: equal(reached('mongodb'), 0),
      for: '30s',
      severity: 'critical',
      summary: 'MongoDB cannot be reached by {{ $labels.job }}',
      description: 'At least one process of {{ $labels.job }} gets no answer from MongoDB. Workers without MongoDB credit nothing: clicks wait, and are accepted until the queue is full. An API without it accepts clicks, but cannot tell the status of finished ones.',
      dashboard: 'stores',
      logs: troubleOf(linesOfJob()),
    },
    {
      name: 'MiningRedisForgot',
      expr: above(max(gauge(admissionClosed, { reason: 'redis-forgot' }), 'job'), 0),
      for: '30s',
      severity: 'critical',
      summary: 'Redis has lost clicks that it was given',
      description: '{{ $labels.job }} found a Redis that was emptied, or is an older copy of itself. Every new click gets 503 until an operator has run "mining-clicks reopen". Clicks that were credited stay credited; those that were accepted and not credited yet are lost.',
      dashboard: 'stores',
      logs: troubleOf(linesOfJob()),
    },
    {
      name: 'MiningRedisSlow',
      expr: above(RECORDED.redisLatency.series(), THRESHOLDS.redisP95Ms),
      for: '5m',
      severity: 'warning',
      summary: 'Redis answers slowly',
      description: 'One command of 20 takes {{ $value | printf "%.0f" }} ms or longer. Answers to clicks are late by as much; after 400 ms the API gives up and answers 503.',
      dashboard: 'stores',
      logs: linesOf('api', atLeast('durationMs', THRESHOLDS.redisP95Ms)),
    },
    {
      name: 'MiningLedgerSlow',
      expr: above(RECORDED.ledgerLatency.series({ phase: 'all' }), THRESHOLDS.ledgerP95Seconds),
      for: '5m',
      severity: 'warning',
      summary: 'MongoDB transactions are slow',
      description: 'One transaction of 20 takes {{ $value | humanizeDuration }} or longer. Clicks are credited late, and the queue grows when more arrive than are credited.',
      dashboard: 'stores',
      logs: linesOf('worker', atLeast('mongoTransactionMs', THRESHOLDS.ledgerP95Seconds * 1000)),
    },
    {
      name: 'MiningRedisMemoryHigh',
      expr: above(max(gauge(redisMemoryRatio)), THRESHOLDS.redisMemory.alerted),
      for: '2m',
      severity: 'warning',
      summary: "Redis' memory fills up",
      description: 'Redis uses {{ $value | humanizePercentage }} of its maxmemory. When it gets to 75 %, new clicks are refused with 503 until it is below 65 % again. Those that were accepted are credited all the while.',
      dashboard: 'stores',
      logs: troubleOf(linesOf('api')),
    },
    {
      name: 'MiningDurabilityDegraded',
      expr: above(max(gauge(durabilityDegraded), 'job'), 0),
      for: '1m',
      severity: 'warning',
      summary: 'Accepted clicks are kept less safely than promised',
      description: '{{ $labels.job }} found a Redis that does not keep what MINING_DURABILITY promises. No click is lost so far; a power loss may lose the latest ones.',
      dashboard: 'stores',
      logs: troubleOf(linesOfJob()),
    },
  ],
};
