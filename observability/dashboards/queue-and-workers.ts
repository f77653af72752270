import { DEPTH, THRESHOLDS } from '../config.js';
import type { DashboardPlan } from './dashboard.js';
import type { Row } from './layout.js';
import { FAULT_ROW } from './log-rows.js';
import { UNITS } from './panels/common.js';
import { heatmap } from './panels/heatmap.js';
import { stat } from './panels/stat.js';
import { timeSeries } from './panels/time-series.js';
import { CLICKS } from './queries/clicks.js';
import { QUEUE } from './queries/queue.js';

const depthNow = stat({
  title: 'Depth now',
  shows: `Clicks that were accepted and are not finished; at ${DEPTH.cap}, the default cap, further ones are refused.`,
  good: `below ${DEPTH.drawn}.`,
  otherwise: 'workers do not keep up: look at the rates below.',
  runbook: 'MiningQueueDepthHigh',
  queries: [{ expr: QUEUE.depth, legend: 'depth' }],
  unit: UNITS.count,
  decimals: 0,
  steps: [
    { from: DEPTH.drawn, color: 'yellow' },
    { from: DEPTH.alerted, color: 'orange' },
    { from: DEPTH.cap, color: 'red' },
  ],
  noValue: 'Redis unread',
});

const lagNow = stat({
  title: 'Lag now',
  shows: 'Age of the oldest click that no worker has finished.',
  good: 'below 2 s.',
  otherwise: 'with a depth above 0 and nothing processed, workers stand still.',
  runbook: 'MiningWorkerStalled',
  queries: [{ expr: QUEUE.lag, legend: 'lag' }],
  unit: UNITS.seconds,
  decimals: 1,
  steps: [
    { from: THRESHOLDS.lagSeconds, color: 'orange' },
    { from: 15.5, color: 'red' },
  ],
  noValue: 'Redis unread',
});

const drainNow = stat({
  title: 'Time to drain without new clicks',
  shows: 'Depth, divided by the clicks a second that workers finish: when the queue would be empty if nothing more came, and how long a click accepted now waits. It does not say that the queue empties: Accepted and processed shows that.',
  good: 'seconds.',
  otherwise: 'minutes: new clicks wait that long. Start more workers, or find what slows the ledger.',
  runbook: 'MiningQueueBackpressure',
  queries: [{ expr: QUEUE.timeToDrain, legend: 'to drain' }],
  unit: UNITS.seconds,
  decimals: 1,
  steps: [
    { from: 15.5, color: 'orange' },
    { from: 60, color: 'red' },
  ],
  noValue: 'nothing processed',
});

const deadJobs = stat({
  title: 'Failed jobs',
  shows: 'Jobs of the queue that BullMQ gave up on and still keeps.',
  good: '0.',
  otherwise: 'foreign jobs that cannot be read, or a fault of ours: the runbook says how to read the reason.',
  runbook: 'MiningJobsFailed',
  queries: [{ expr: QUEUE.failedJobs, legend: 'failed jobs' }],
  unit: UNITS.count,
  decimals: 0,
  steps: [{ from: 1, color: 'orange' }],
  noValue: 'Redis unread',
});

const flow = timeSeries({
  title: 'Accepted and processed',
  shows: 'Clicks per second that come in, and that workers finish; limit is what workers with a MINING_WORKER_MAX_RATE may finish together, without a line when none has one.',
  good: 'accepted and processed lie on each other.',
  otherwise: 'the area between them is what the depth grows by. Processed that lies on the limit: workers are held by their own setting.',
  runbook: 'MiningQueueBackpressure',
  queries: [
    { expr: CLICKS.accepted, legend: 'accepted' },
    { expr: CLICKS.processed, legend: 'processed' },
    { expr: QUEUE.limitOfWorkers, legend: 'limit' },
  ],
  unit: UNITS.countsPerSecond,
});

const jobs = timeSeries({
  title: 'Jobs by state',
  shows: 'Jobs of the BullMQ queue by state. A job carries up to 100 clicks; finished ones are kept for an hour.',
  good: 'waiting near 0, active at most 50 for each worker, failed 0.',
  otherwise: 'waiting that grows while active is at its bound: more workers. Waiting without active: no worker takes jobs.',
  runbook: 'MiningWorkerStalled',
  queries: [{ expr: QUEUE.jobsByState, legend: '{{state}}' }],
  unit: UNITS.count,
  decimals: 0,
});

const since = timeSeries({
  title: 'Time since the last click',
  shows: 'Time since a click was last accepted, and since a batch was last finished.',
  good: 'both near 0 while there is traffic, rising together when there is none.',
  otherwise: '"finished" that rises alone: workers stand still. Both that rise in busy hours: clients do not reach the API.',
  runbook: 'MiningNoTraffic',
  queries: [
    { expr: QUEUE.sinceAccepted, legend: 'accepted' },
    { expr: QUEUE.sinceProcessed, legend: 'finished' },
  ],
  unit: UNITS.seconds,
  min: undefined,
});

const workers = timeSeries({
  title: 'Processed by worker',
  shows: 'Clicks per second that each worker finished.',
  good: 'workers share the clicks.',
  otherwise: 'a line at 0 beside busy ones is a worker that hangs: its log, its event loop (dashboard Process health).',
  runbook: 'MiningWorkerStalled',
  queries: [{ expr: QUEUE.processedByWorker, legend: '{{instance}}' }],
  unit: UNITS.countsPerSecond,
  draw: 'stacked bars',
  logs: { job: 'worker' },
});

const failures = timeSeries({
  title: 'Failed attempts by code',
  shows: 'Failed attempts per second, by error code, one for each click and attempt.',
  good: 'none.',
  otherwise: 'docs/errors.md says for each code what to do. Above the line somebody is woken.',
  runbook: 'MiningWorkerFailuresTotal',
  queries: [{ expr: QUEUE.failedByCode, legend: '{{error_code}}' }],
  unit: UNITS.countsPerSecond,
  draw: 'stacked bars',
  lines: [{ from: THRESHOLDS.workerFailures, color: 'red' }],
  logs: { job: 'worker', error_code: '${__field.labels.error_code}' },
});

const letters = timeSeries({
  title: 'Open dead letters by code',
  shows: 'Clicks that failed and were not replayed, and batches that lost their clicks, by the error code of their last failure.',
  good: '0.',
  otherwise: 'a step up is clicks that failed just now. They are not tried again by themselves: find the cause, then replay them.',
  runbook: 'MiningDeadLetters',
  queries: [{ expr: QUEUE.deadLetters, legend: '{{error_code}}' }],
  unit: UNITS.count,
  decimals: 0,
  draw: 'stacked bars',
  logs: { job: 'worker', error_code: '${__field.labels.error_code}' },
});

const oldestLetter = stat({
  title: 'Oldest open dead letter',
  shows: 'Time since the oldest of them that holds a click first failed; 0 when there is none.',
  good: '0.',
  otherwise: 'somebody was promised this click: repair the cause, and replay it.',
  runbook: 'MiningDeadLettersOld',
  queries: [{ expr: QUEUE.oldestDeadLetter, legend: 'oldest' }],
  unit: UNITS.seconds,
  steps: [
    { from: 1, color: 'orange' },
    { from: THRESHOLDS.deadLetterAgeSeconds, color: 'red' },
  ],
  noValue: 'MongoDB unread',
});

const paused = timeSeries({
  title: 'Paused workers',
  shows: 'Workers that take no jobs because the ledger is away or takes no posting: 1 while it lasts.',
  good: 'none.',
  otherwise: 'one worker: its way to MongoDB. All: MongoDB. Its log says whether MongoDB answers.',
  runbook: 'MiningWorkerPaused',
  queries: [{ expr: QUEUE.pausedWorkers, legend: '{{instance}}' }],
  unit: UNITS.count,
  decimals: 0,
  logs: { job: 'worker' },
});

const fetchRestarts = timeSeries({
  title: 'Fetch loops made anew',
  shows: 'How often a worker fetched on a new connection to Redis because jobs waited and it took none.',
  good: 'none.',
  otherwise: 'a network that drops idle connections silently, or a Redis that froze.',
  runbook: 'MiningWorkerFetchRestarted',
  queries: [{ expr: QUEUE.fetchRestarts, legend: '{{instance}}' }],
  unit: UNITS.count,
  decimals: 0,
  draw: 'stacked bars',
  logs: { job: 'worker' },
});

const creditTimes = heatmap({
  title: 'Time to credit',
  shows: 'Time from the acceptance of a click to its normal end, in clicks per second for each bucket of seconds.',
  good: 'one dark band below a second.',
  otherwise: 'a band that climbs is a queue that grows; a second band is an outage that some clicks waited through.',
  runbook: 'MiningFreshnessFastBurn',
  query: { expr: QUEUE.creditTimes, legend: '{{le}}' },
  unit: UNITS.seconds,
  cellUnit: UNITS.countsPerSecond,
});

const creditQuantiles = timeSeries({
  title: 'Time to credit, quantiles',
  shows: 'The time that half, 95 % and 99 % of the clicks took at most from acceptance to their normal end.',
  good: 'p99 below 15.5 s, the bound of the objective.',
  otherwise: 'p99 alone: single batches were repeated. All three: workers or the ledger are too slow.',
  runbook: 'MiningFreshnessSlowBurn',
  queries: [
    { expr: QUEUE.creditP50, legend: 'p50' },
    { expr: QUEUE.creditP95, legend: 'p95' },
    { expr: QUEUE.creditP99, legend: 'p99' },
  ],
  unit: UNITS.seconds,
  lines: [{ from: 15.5, color: 'orange' }],
  exemplars: true,
  logs: { job: 'worker' },
});

const inTime = timeSeries({
  title: 'Credited within 15.5 s',
  shows: 'Share of the clicks that reached their normal end within 15.5 s of their acceptance; no line when nothing is processed.',
  good: '99 % or more.',
  otherwise: 'see the quantiles beside it, then depth and lag.',
  runbook: 'MiningFreshnessFastBurn',
  queries: [{ expr: QUEUE.creditedInTime, legend: 'in time' }],
  unit: UNITS.share,
  max: 1,
  decimals: 2,
});

const ROWS: readonly Row[] = [
  { title: 'Now', panels: [depthNow, lagNow, drainNow, deadJobs] },
  { title: 'Queue', panels: [flow, jobs, since] },
  { title: 'Workers', panels: [workers, failures] },
  { title: 'Dead letters', panels: [letters, oldestLetter] },
  { title: 'Workers that stand still', panels: [paused, fetchRestarts] },
  { title: 'Time to credit', panels: [creditTimes, creditQuantiles, inTime] },
  FAULT_ROW,
];

export const QUEUE_AND_WORKERS: DashboardPlan = {
  name: 'queueAndWorkers',
  title: 'Queue and workers',
  description: 'What waits, how long it takes, and who takes it away.',
  chosenBy: 'mining_clicks_build_info',
  asksLoki: true,
  rows: ROWS,
};
