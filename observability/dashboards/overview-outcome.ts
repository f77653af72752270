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
  shows: 'Clicks per second that were not admitted, by what stood in the way; read-limit: replays and reads per second that were not answered.',
  good: 'none, or a little of user-limit, ip-limit and read-limit.',
  otherwise: 'global-limit: more traffic than the product is set to take. queue-full: workers do not keep up. memory-guard: Redis has little memory left. redis-unavailable: Redis is gone or slow. overloaded: an API has too much to do. draining: an API is stopping. read-limit: clients that poll, or repeat accepted clicks, too fast.',
  runbook: 'MiningRateLimitSpike',
  queries: [{ expr: CLICKS.refusalsByReason, legend: '{{reason}}' }],
  unit: UNITS.countsPerSecond,
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
  unit: UNITS.countsPerSecond,
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

const rejectedTokens = timeSeries({
  title: 'Requests refused for their tokens',
  shows: 'Requests per second, by what was wrong with the token; clients are not told.',
  good: 'none, or a little of expired and missing.',
  otherwise: 'signature or unknown-key after a change of keys: some clients have tokens of the old one. issuer, audience or claims: an issuer was set up differently. keys-unavailable: the key set of the issuer cannot be fetched. Much of missing or malformed: somebody tries out.',
  runbook: 'MiningTokensRejected',
  queries: [{ expr: CLICKS.tokenRejectionsByReason, legend: '{{reason}}' }],
  unit: UNITS.requestsPerSecond,
  draw: 'stacked bars',
  logs: { job: 'api' },
  width: 24,
});

export const OUTCOME_ROW: Row = { title: 'Clicks by outcome', panels: [latencyByAnswer, refusals, flow, throttled, rejectedTokens] };
