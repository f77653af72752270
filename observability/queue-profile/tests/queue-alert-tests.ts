import { EXPORTER_METRICS } from '../../../src/exporter/exporter-catalogue.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import type { AlertTest, Case, Cases, FiringAlert } from '../../tests/alert-test.js';
import { boundaryCases, firingOf, type Boundary } from '../../tests/boundary-cases.js';
import { eventCases, firingOf as firingOfEvents, type EventCount } from '../../tests/event-cases.js';
import { counts, seriesOver, shows, type Behavior, type Stretch } from '../../tests/series.js';
import { EXPORTER_JOB } from '../thresholds.js';

const M = EXPORTER_METRICS;
const every = 15;
const queue = { queue: 'emails' } as const;
const other = { queue: 'images' } as const;
const emails = () => queue;
const exporter = (instance = 'one') => ({ job: EXPORTER_JOB, instance });
const forQueue = { together: 'max', job: EXPORTER_JOB, labels: emails } as const;

/** What an exporter shows all the time. */
const always = (seconds: number, behaviors: readonly Behavior[], instance = 'one') =>
  seriesOver([{ seconds, measured: 1 }], () => behaviors, every, exporter(instance));

/** What the click pipeline shows under the same name. */
const pipeline = (name: string, behaviors: readonly Behavior[]): Case => ({
  name, every, series: seriesOver([{ seconds: 1200, measured: 1 }], () => behaviors, every, { job: 'mining-click-api', instance: 'one' }), checks: [{ at: 1200, firing: [] }],
});

const depth = (jobs: number, labels: { readonly queue: string } = queue) => [shows(M.queueDepth, jobs, labels)];
const backpressure: Boundary = { ...forQueue, silentAt: 500, firesAt: 501, for: '2m', behaviors: (jobs) => depth(jobs) };
const lag = (seconds: number, labels: { readonly queue: string } = queue) => [shows(M.workerLag, seconds, labels)];
const lagHigh: Boundary = { ...forQueue, silentAt: 60, firesAt: 61, for: '1m', behaviors: (seconds) => lag(seconds) };

const twoQueues = (boundary: Boundary, behaviors: readonly Behavior[]): Case => ({
  name: 'two queues', every, series: always(900, behaviors),
  checks: [{ at: 900, firing: [queue, other].map((labels) => ({ ...firingOf(boundary, boundary.firesAt), labels })) }],
});

const failed = (perSecond: number, code = 'TIMEOUT', labels: { readonly queue: string } = queue) => counts(M.workerFailed, perSecond, { ...labels, error_code: code });
const failures: Boundary = {
  ...forQueue, silentAt: 5, firesAt: 6, for: '3m', window: '5m',
  behaviors: (perSecond) => [failed(perSecond), failed(0, 'other')],
  labels: () => ({ ...queue, error_code: 'TIMEOUT' }),
};
const of = (labels: Readonly<Record<string, string>>, code: string, value: number): FiringAlert => ({ labels: { ...labels, error_code: code }, value });

const failing: EventCount = {
  ...forQueue, silentAt: 10, window: '15m',
  behaviors: (perSecond) => [failed(perSecond), failed(0, 'other')],
};
/** So many jobs fail at one moment, by code, and nothing else happens. */
const burst = (counted: readonly Behavior[]): readonly Stretch[] & { readonly behaviors: (happens: number) => readonly Behavior[] } =>
  Object.assign([{ seconds: 930, measured: 0 }, { seconds: every, measured: 1 }], {
    behaviors: (happens: number) => counted.map((each) => (each.type === 'counter' ? { ...each, perSecond: each.perSecond * happens } : each)),
  });
const burstSeries = (counted: readonly Behavior[], instance = 'one') => {
  const stretches = burst(counted);
  return seriesOver(stretches, stretches.behaviors, every, exporter(instance));
};
const eachOf = (jobs: number) => jobs / every;

const stalledEvents: EventCount = { ...forQueue, silentAt: 0, window: '15m', behaviors: (perSecond) => [counts(M.stalled, perSecond, queue)] };
const twoQueuesLose: Case = {
  name: 'two queues', every, series: burstSeries([counts(M.stalled, eachOf(1), queue), counts(M.stalled, eachOf(1), other)]),
  checks: [{ at: 945, firing: [queue, other].map((labels) => ({ labels, value: 1 })) }],
};
const withoutLock: Boundary = { ...forQueue, silentAt: 0, firesAt: 1, for: '2m', behaviors: (jobs) => [shows(M.jobsWithoutLock, jobs, queue)] };
const paused: Boundary = { ...forQueue, silentAt: 0, firesAt: 1, for: '15m', behaviors: (yes) => [shows(M.paused, yes, queue)] };

/** The depth is there for ten minutes, then away, then back; Redis answers all the time. */
const away = [
  ...seriesOver([{ seconds: 600, measured: 3 }, { seconds: 600, measured: undefined }, { seconds: 600, measured: 3 }], (jobs) => depth(jobs), every, exporter()),
  ...always(1800, [shows(M.redisUp, 1)]),
];
const gone: FiringAlert = { labels: queue, value: 3 };
const goneFor = (name: string, seconds: number, others: readonly Behavior[], firing: readonly FiringAlert[]): Case => ({
  name, every,
  series: [
    ...seriesOver([{ seconds: 600, measured: 3 }, { seconds, measured: undefined }], (jobs) => depth(jobs), every, exporter()),
    ...always(600 + seconds, others),
  ],
  checks: [{ at: 600 + seconds, firing }],
});
const vanished: Cases = {
  below: 'A queue is there or not.',
  at: [{ name: 'it is there', every, series: always(900, [...depth(3), shows(M.redisUp, 1)]), checks: [{ at: 900, firing: [] }] }],
  above: [{ name: 'it is gone', every, series: away, checks: [{ at: 915, firing: [gone] }] }],
  pending: [{ name: 'one evaluation before it fires', every, series: away, checks: [{ at: 900, firing: [] }] }],
  recovery: [{ name: 'it is back', every, series: away, checks: [{ at: 1200, firing: [gone] }, { at: 1215, firing: [] }] }],
  noData: [{ name: 'no data', every, series: [], checks: [{ at: 900, firing: [] }] }],
  counterReset: 'It reads gauges only.',
  twoInstances: [{
    name: 'one of two exporters is gone', every,
    series: [...away, ...always(1800, [...depth(3), shows(M.redisUp, 1)], 'two')],
    checks: [{ at: 915, firing: [] }],
  }],
  zeroTraffic: 'It looks at no counter.',
  changingTraffic: 'It looks at no share.',
};

export const QUEUE_WAITING_TESTS: readonly AlertTest[] = [
  {
    alert: 'MiningQueueBackpressure', severity: 'warning', cases: boundaryCases(backpressure),
    special: [twoQueues(backpressure, [...depth(501), ...depth(501, other)]), pipeline('the depth of the click pipeline', [shows(METRICS.queueDepth, 5000)])],
  },
  {
    alert: 'MiningQueueLagHigh', severity: 'warning', cases: boundaryCases(lagHigh),
    special: [twoQueues(lagHigh, [...lag(61), ...lag(61, other)]), pipeline('the lag of the click pipeline', [shows(METRICS.workerLag, 5000)])],
  },
  {
    alert: 'MiningWorkerFailures', severity: 'critical', cases: boundaryCases(failures),
    special: [
      { name: 'two small rates', every, series: always(900, [failed(4), failed(4, 'other')]), checks: [{ at: 900, firing: [] }] },
      {
        name: 'two codes of two queues', every, series: always(900, [failed(6), failed(7, 'other'), failed(8, 'TIMEOUT', other)]),
        checks: [{ at: 900, firing: [of(queue, 'TIMEOUT', 6), of(queue, 'other', 7), of(other, 'TIMEOUT', 8)] }],
      },
      pipeline('failures of the click pipeline', [counts(METRICS.workerFailed, 20, { error_code: 'INTERNAL' })]),
    ],
  },
  {
    alert: 'MiningQueueJobsFailing', severity: 'warning', cases: eventCases(failing),
    special: [
      { name: 'two codes together', every, series: burstSeries([failed(eachOf(5)), failed(eachOf(6), 'other')]), checks: [{ at: 945, firing: [firingOfEvents(failing, 11)] }] },
      {
        name: 'each exporter has missed some of one code', every,
        series: [...burstSeries([failed(eachOf(5)), failed(eachOf(6), 'other')]), ...burstSeries([failed(eachOf(6)), failed(eachOf(5), 'other')], 'two')],
        checks: [{ at: 945, firing: [firingOfEvents(failing, 12)] }],
      },
      { name: 'two queues, each too few', every, series: burstSeries([failed(eachOf(9)), failed(eachOf(9), 'TIMEOUT', other)]), checks: [{ at: 945, firing: [] }] },
      pipeline('failures of the click pipeline', [counts(METRICS.workerFailed, 20, { error_code: 'INTERNAL' })]),
    ],
  },
  { alert: 'MiningQueueJobsStalled', severity: 'warning', cases: eventCases(stalledEvents), special: [twoQueuesLose] },
  {
    alert: 'MiningQueueJobsWithoutLock', severity: 'warning', cases: boundaryCases(withoutLock),
    special: [twoQueues(withoutLock, [shows(M.jobsWithoutLock, 1, queue), shows(M.jobsWithoutLock, 1, other)])],
  },
  {
    alert: 'MiningQueuePaused', severity: 'info', cases: boundaryCases(paused),
    special: [{ ...twoQueues(paused, []), series: always(1800, [shows(M.paused, 1, queue), shows(M.paused, 1, other)]), checks: [{ at: 1800, firing: [queue, other].map((labels) => ({ labels, value: 1 })) }] }],
  },
  {
    alert: 'MiningQueueVanished', severity: 'warning', cases: vanished,
    special: [
      goneFor('Redis does not answer', 600, [shows(M.redisUp, 0)], []),
      goneFor('the exporter is gone', 600, [], []),
      goneFor('nearly an hour ago', 3585, [shows(M.redisUp, 1)], [gone]),
      goneFor('more than an hour ago', 3615, [shows(M.redisUp, 1)], []),
      {
        name: 'one of two exporters does not reach Redis', every,
        series: [...away, ...always(1800, [shows(M.redisUp, 0)], 'two')], checks: [{ at: 915, firing: [gone] }],
      },
      {
        name: 'two exporters reach Redis', every,
        series: [...away, ...always(1800, [shows(M.redisUp, 1)], 'two')], checks: [{ at: 915, firing: [gone] }],
      },
      {
        name: 'two exporters showed it', every,
        series: [...away, ...seriesOver([{ seconds: 600, measured: 4 }, { seconds: 600, measured: undefined }], (jobs) => [...depth(jobs), shows(M.redisUp, 1)], every, exporter('two'))],
        checks: [{ at: 915, firing: [{ labels: queue, value: 4 }] }],
      },
      {
        name: 'another queue is still there', every,
        series: [...away, ...always(1800, depth(1, other))], checks: [{ at: 915, firing: [gone] }],
      },
      {
        name: 'the depth of the click pipeline', every,
        series: [
          ...seriesOver([{ seconds: 600, measured: 3 }, { seconds: 600, measured: undefined }], (clicks) => [shows(METRICS.queueDepth, clicks)], every, { job: 'mining-click-api', instance: 'one' }),
          ...always(1200, [shows(M.redisUp, 1)]),
        ],
        checks: [{ at: 1200, firing: [] }],
      },
    ],
  },
];
