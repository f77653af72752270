import { THRESHOLDS } from '../config.js';
import type { Row } from './layout.js';
import { UNITS } from './panels/common.js';
import { timeSeries } from './panels/time-series.js';
import { CLICKS } from './queries/clicks.js';

const latencyByAnswer = timeSeries({
  title: 'Latency of clicks by answer',
  shows: 'The time that 95 % of the answers to POST /api/mining/click stayed below, apart for accepted clicks (200, 202), refusals (4xx) and errors (5xx).',
  good: 'accepted below 0.25 s.',
  otherwise: 'a slow "accepted" is what users feel: Redis performance first, then the event loop of the API. Slow errors near 0.4 s are Redis that does not answer in time.',
  runbook: 'MiningLatencyFastBurn',
  queries: [
    { expr: CLICKS.acceptedLatency, legend: 'accepted' },
    { expr: CLICKS.refusedLatency, legend: 'refused, 4xx' },
    { expr: CLICKS.errorLatency, legend: 'error, 5xx' },
  ],
  unit: UNITS.seconds,
  lines: [{ from: 0.25, color: 'orange' }],
  exemplars: true,
  logs: { job: 'api' },
  colors: { '^accepted$': 'green', '^refused.*': 'orange', '^error.*': 'red' },
});

const refusals = timeSeries({
  title: 'Refusals by reason',
  shows: 'Clicks per second that were not admitted, by what stood in the way.',
  good: 'none, or a little of user-limit and ip-limit.',
  otherwise: 'global-limit: more traffic than the product is set to take. queue-full: workers do not keep up. memory-guard: Redis has little memory left. redis-unavailable: Redis is gone or slow. draining: an API is stopping.',
  runbook: 'MiningRateLimitSpike',
  queries: [{ expr: CLICKS.refusalsByReason, legend: '{{reason}}' }],
  unit: UNITS.clicksPerSecond,
  draw: 'stacked bars',
  logs: { job: 'api' },
});

const flow = timeSeries({
  title: 'Clicks through the pipeline',
  shows: 'Clicks per second that were accepted, that were repetitions of accepted ones, and that workers finished.',
  good: 'processed follows accepted with a second of delay.',
  otherwise: 'accepted above processed for long fills the queue: add workers, or see why the ledger is slow.',
  runbook: 'MiningQueueDepthHigh',
  queries: [
    { expr: CLICKS.accepted, legend: 'accepted' },
    { expr: CLICKS.replayed, legend: 'repeated' },
    { expr: CLICKS.processed, legend: 'processed' },
  ],
  unit: UNITS.clicksPerSecond,
});

const throttled = timeSeries({
  title: 'Share of clicks over a limit',
  shows: 'Clicks refused by a token bucket, of all decisions on clicks; no line without traffic.',
  good: 'below 5 %.',
  otherwise: '"Refusals by reason" tells the bucket: one user or address that floods, or a limit that is too low.',
  runbook: 'MiningApi429Spike',
  queries: [{ expr: CLICKS.throttledShare, legend: 'over a limit' }],
  unit: UNITS.share,
  softMax: 0.1,
  max: 1,
  lines: [{ from: THRESHOLDS.refusedShare, color: 'orange' }],
  logs: { job: 'api', status: '429' },
});

export const OUTCOME_ROW: Row = { title: 'Clicks by outcome', panels: [latencyByAnswer, refusals, flow, throttled] };
