import { THRESHOLDS } from '../config.js';
import type { Row } from './layout.js';
import { UNITS } from './panels/common.js';
import { timeSeries } from './panels/time-series.js';
import { OBJECTIVE_QUERIES } from './queries/objectives.js';

const requests = timeSeries({
  title: 'Decisions by status',
  shows: 'Answers to POST /api/mining/click per second by HTTP status, recorded for the long run.',
  good: 'the usual shape of the day, almost all 202 and 200.',
  otherwise: 'narrow the time to where it changed, then open the overview for that time.',
  queries: [{ expr: OBJECTIVE_QUERIES.requestsByStatus, legend: '{{status}}' }],
  unit: UNITS.requestsPerSecond,
  draw: 'stacked bars',
});

const latency = timeSeries({
  title: 'Latency of clicks by class of status',
  shows: 'The time that 95 % of the answers to POST /api/mining/click stayed below, by class of status.',
  good: '2xx below 0.25 s.',
  otherwise: 'compare with Redis and the ledger beside it: which of them moved first?',
  runbook: 'MiningLatencySlowBurn',
  queries: [{ expr: OBJECTIVE_QUERIES.clickLatencyByClass, legend: '{{status_class}}' }],
  unit: UNITS.seconds,
  lines: [{ from: 0.25, color: 'orange' }],
});

const shares = timeSeries({
  title: 'Refused share by reason',
  shows: 'Refused clicks of all decisions, by reason.',
  good: 'near 0.',
  otherwise: 'a share that grows over weeks says that limits or workers are too small for the traffic.',
  runbook: 'MiningRateLimitSpike',
  queries: [{ expr: OBJECTIVE_QUERIES.refusedShareByReason, legend: '{{reason}}' }],
  unit: UNITS.share,
});

const success = timeSeries({
  title: 'Success of attempts',
  shows: 'Clicks brought to a normal end, of all attempts; no line when nothing is processed.',
  good: '99.9 % or more.',
  otherwise: '"Failed attempts by code" tells why.',
  runbook: 'MiningProcessingSlowBurn',
  queries: [{ expr: OBJECTIVE_QUERIES.successRatio, legend: 'success' }],
  unit: UNITS.share,
  min: undefined,
  max: 1,
});

const failures = timeSeries({
  title: 'Failed attempts by code',
  shows: 'Failed attempts per second, by error code.',
  good: 'none.',
  otherwise: 'docs/errors.md says what each code means and what to do.',
  runbook: 'MiningWorkerFailures',
  queries: [{ expr: OBJECTIVE_QUERIES.failuresByCode, legend: '{{error_code}}' }],
  unit: UNITS.countsPerSecond,
});

const redis = timeSeries({
  title: 'Redis p95',
  shows: 'The time that 95 % of the Redis commands stayed below.',
  good: 'a few milliseconds, the same every day.',
  otherwise: 'the dashboard Redis and MongoDB tells which command.',
  runbook: 'MiningRedisSlow',
  queries: [{ expr: OBJECTIVE_QUERIES.redisLatency, legend: 'p95' }],
  unit: UNITS.milliseconds,
  lines: [{ from: THRESHOLDS.redisP95Ms, color: 'orange' }],
});

const ledger = timeSeries({
  title: 'MongoDB transactions p95',
  shows: 'The time that 95 % of the transactions stayed below, as a whole (all) and for their commit alone.',
  good: 'below half a second, the same every day.',
  otherwise: 'a slow commit is the disk or the replica set; a slow rest is reading and writing of accounts.',
  runbook: 'MiningLedgerSlow',
  queries: [{ expr: OBJECTIVE_QUERIES.ledgerLatency, legend: '{{phase}}' }],
  unit: UNITS.seconds,
  lines: [{ from: THRESHOLDS.ledgerP95Seconds, color: 'orange' }],
});

export const LONG_RUN_ROW: Row = { title: 'The long run', panels: [requests, latency, shares, success, failures, redis, ledger] };
