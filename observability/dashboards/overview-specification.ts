import { DEPTH, THRESHOLDS } from '../config.js';
import type { SPEC_ROWS } from '../spec.js';
import { logsOfCell } from './log-links.js';
import { UNITS } from './panels/common.js';
import { heatmap } from './panels/heatmap.js';
import type { PanelPlan } from './panels/panel.js';
import { stat } from './panels/stat.js';
import { table } from './panels/table.js';
import { timeSeries } from './panels/time-series.js';
import { SPECIFICATION } from './queries/specification.js';

const requests = timeSeries({
  title: 'RPS & status split',
  shows: 'Answers to POST /api/mining/click per second, by HTTP status, over the last 5 minutes.',
  good: '202 (accepted) and 200 (repeated) make up nearly all of it.',
  otherwise: '429 says that clients are limited, 503 that the queue is full or Redis is out of reach, other 5xx that the API fails: see "Refusals by reason" below.',
  runbook: 'MiningApi429Spike',
  queries: [{ expr: SPECIFICATION.requestsByStatus, legend: '{{status}}' }],
  unit: UNITS.requestsPerSecond,
  draw: 'stacked bars',
  logs: { job: 'api', status: '${__field.labels.status}' },
  colors: { '^202$': 'green', '^200$': 'light-green', '^429$': 'orange', '^500$': 'dark-red', '^503$': 'red' },
});

const latency = timeSeries({
  title: 'Latency',
  shows: 'The time that 95 % of the requests to /api/mining/* stayed below, over the last 5 minutes, whatever was answered.',
  good: 'below 0.25 s, the bound of the objective.',
  otherwise: 'compare with "Latency of clicks by answer" below: fast refusals make this one look better than it is. Then Redis performance, then the event loop on the dashboard Process health.',
  runbook: 'MiningLatencyFastBurn',
  queries: [{ expr: SPECIFICATION.latency, legend: 'p95' }],
  unit: UNITS.seconds,
  lines: [{ from: 0.25, color: 'orange' }],
  exemplars: true,
  logs: { job: 'api' },
});

const depth = timeSeries({
  title: 'Queue depth',
  shows: `Clicks that were accepted and are not finished. Lines: ${DEPTH.drawn} (look), ${DEPTH.alerted} (alert after 2 minutes), ${DEPTH.cap} (the default cap: further clicks get 503).`,
  good: `well below ${DEPTH.drawn}, and falling again after a burst.`,
  otherwise: 'workers are too few, or the ledger is slow: see "Worker lag" and the dashboard Queue and workers.',
  runbook: 'MiningQueueBackpressure',
  queries: [{ expr: SPECIFICATION.depth, legend: 'depth' }],
  unit: UNITS.count,
  decimals: 0,
  softMax: DEPTH.cap * 1.1,
  lines: [
    { from: DEPTH.drawn, color: 'yellow' },
    { from: DEPTH.alerted, color: 'orange' },
    { from: DEPTH.cap, color: 'red' },
  ],
});

const lag = timeSeries({
  title: 'Worker lag',
  shows:
    'Age of the oldest click that no worker has finished. Beside it the same by the words of the specification: time of the newest accepted click minus time of the last processed batch; below 0 when everything that was accepted is finished.',
  good: 'both below a second or two.',
  otherwise: 'a rising line means that no worker finishes anything: are workers up, is MongoDB up? The age goes on rising while all workers are dead.',
  runbook: 'MiningWorkerStalled',
  queries: [
    { expr: SPECIFICATION.lag, legend: 'age of the oldest unfinished click' },
    { expr: SPECIFICATION.newestToProcessed, legend: 'newest accepted − last processed' },
  ],
  unit: UNITS.seconds,
  min: undefined,
});

const successRate = stat({
  title: 'Success rate, last 5 minutes',
  shows: 'Clicks brought to a normal end, of all attempts that ended well or failed.',
  good: '99.9 % or more.',
  otherwise: 'the table beside it tells the reasons.',
  runbook: 'MiningWorkerFailures',
  queries: [{ expr: SPECIFICATION.successRate, legend: 'success rate' }],
  unit: UNITS.share,
  decimals: 2,
  min: 0,
  max: 1,
  base: 'red',
  steps: [
    { from: 0.99, color: 'orange' },
    { from: 0.999, color: 'green' },
  ],
  noValue: 'no traffic',
  width: 8,
  height: 8,
});

const failures = table({
  title: 'Top failure reasons',
  shows: 'Failed attempts during the time shown, by error code, the most frequent first.',
  good: 'all 0.',
  otherwise: 'docs/errors.md says for each code what it means and what to do. LEDGER_UNAVAILABLE alone means that MongoDB was away: those clicks wait and are not lost.',
  runbook: 'MiningWorkerFailuresTotal',
  query: { expr: SPECIFICATION.failuresByCode, legend: '{{error_code}}' },
  columns: { error_code: 'Error code', Value: 'Failures' },
  unit: UNITS.count,
  decimals: 0,
  sortedBy: 'Failures',
  descending: true,
  steps: [{ from: 1, color: 'red' }],
  links: { 'Error code': [logsOfCell({ job: 'worker', error_code: '${__data.fields["Error code"]}' })] },
  noValue: 'no failures',
  width: 16,
});

const redisDistribution = heatmap({
  title: 'Redis latency',
  shows: 'How long Redis commands took, from sending to reply, in commands per second for each bucket of milliseconds.',
  good: 'one dark band in the lowest rows.',
  otherwise: 'a second band higher up is a slow command or a busy server: the dashboard Redis and MongoDB tells which command.',
  runbook: 'MiningRedisSlow',
  query: { expr: SPECIFICATION.redisLatencies, legend: '{{le}}' },
  unit: UNITS.milliseconds,
  cellUnit: UNITS.operationsPerSecond,
});

const redisP95 = timeSeries({
  title: 'Redis latency p95',
  shows: 'The time that 95 % of the Redis commands stayed below, over the last 5 minutes.',
  good: 'a few milliseconds. With durability level safe, every reply waits for the disk.',
  otherwise: 'look for the command on the dashboard Redis and MongoDB, then at the disk and the processor of Redis.',
  runbook: 'MiningRedisSlow',
  queries: [{ expr: SPECIFICATION.redisP95, legend: 'p95' }],
  unit: UNITS.milliseconds,
  lines: [{ from: THRESHOLDS.redisP95Ms, color: 'orange' }],
});

/** The panels that the specification asks for, by its rows. */
export const SPECIFICATION_PANELS: Readonly<Record<(typeof SPEC_ROWS)[number], readonly PanelPlan[]>> = {
  Overview: [requests, latency],
  'Queue health': [depth, lag],
  'Success vs failure': [successRate, failures],
  'Redis performance': [redisDistribution, redisP95],
};
