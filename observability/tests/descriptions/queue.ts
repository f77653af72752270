import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { JOBS } from '../../config.js';
import { listCases, type AlertTest, type Case } from '../alert-test.js';
import { boundaryCases, firingOf, oneProcess, type Boundary } from '../boundary-cases.js';
import { eventCases, type EventCount } from '../event-cases.js';
import { counts, seriesOver, shows } from '../series.js';

const { queueDepth, queueJobs, workerFailed, workerFetchRestarts, workerLag, workerMaxRate, workerPaused, workerProcessed } = METRICS;
const every = 15;

const depth = (measured: number) => [shows(queueDepth, measured)];
const backpressure: Boundary = { silentAt: 4500, firesAt: 4501, for: '2m', behaviors: depth, together: 'each' };
const depthHigh: Boundary = { silentAt: 4000, firesAt: 4001, for: '1m', behaviors: depth, together: 'max' };

const failures: Boundary = {
  silentAt: 5, firesAt: 6, for: '3m', window: '5m', job: JOBS.worker, together: 'each',
  behaviors: (perSecond) => [counts(workerFailed, perSecond, { error_code: 'LEDGER_UNAVAILABLE' })],
  labels: (target) => ({ ...target, error_code: 'LEDGER_UNAVAILABLE' }),
};
const failuresTotal: Boundary = { ...failures, together: 'sum', labels: ({ job = '' }) => ({ job }) };
/** Of one worker, each below the threshold. */
const twoCodes = (perSecond: number) => [
  counts(workerFailed, 4, { error_code: 'LEDGER_UNAVAILABLE' }),
  counts(workerFailed, perSecond - 4, { error_code: 'INTERNAL' }),
];
const twoCodesAt = (boundary: Boundary, measured: number) => oneProcess({ ...boundary, behaviors: twoCodes }, [{ seconds: 900, measured }]);

/** Two workers with half of it each, in pods as a cluster labels them. */
const inTwoPods = (measured: number) =>
  ['a', 'b'].flatMap((pod) => seriesOver([{ seconds: 900, measured: measured / 2 }], failures.behaviors, every, { job: JOBS.worker, instance: pod, pod }));

const failedJobs: Boundary = {
  silentAt: 0, firesAt: 1, for: '1m', together: 'max',
  behaviors: (jobs) => [shows(queueJobs, jobs, { state: 'failed' }), shows(queueJobs, 50, { state: 'completed' }), shows(queueJobs, 50, { state: 'delayed' })],
};

const paused: Boundary = {
  silentAt: 0, firesAt: 1, for: '1m', together: 'each', job: JOBS.worker,
  behaviors: (level) => [shows(workerPaused, level)],
};

/** A limit of 30 clicks a second, and clicks that wait for longer than they may. */
const held: Boundary = {
  silentAt: 27, firesAt: 28, for: '30s', window: '2m', together: 'each', job: JOBS.worker, value: () => 30,
  behaviors: (perSecond) => [counts(workerProcessed, perSecond), shows(workerMaxRate, 30), shows(workerLag, 6)],
};
/** At its limit, and the oldest click waits for so long. */
const heldFor: Boundary = {
  silentAt: 5, firesAt: 6, for: '30s', settle: '3m', together: 'each', job: JOBS.worker, value: () => 30,
  behaviors: (lag) => [counts(workerProcessed, 30), shows(workerMaxRate, 30), shows(workerLag, lag)],
};
const limited = (instance: string, limit: number, perSecond: number, lag: number) =>
  seriesOver([{ seconds: 600, measured: perSecond }], (processed) => [counts(workerProcessed, processed), shows(workerMaxRate, limit), shows(workerLag, lag)], every, { job: JOBS.worker, instance });
const firingAt = (limit: number, instance: string) => ({ labels: { job: JOBS.worker, instance }, value: limit });
const heldCases: readonly Case[] = [
  { name: 'no limit', every, series: limited('one', 0, 30, 60), checks: [{ at: 600, firing: [] }] },
  { name: 'the smallest limit', every, series: limited('one', 1, 1, 60), checks: [{ at: 600, firing: [firingAt(1, 'one')] }] },
  { name: 'a limit that is far away', every, series: limited('one', 1000, 28, 60), checks: [{ at: 600, firing: [] }] },
  { name: 'one of two has a limit', every, series: [...limited('one', 30, 30, 60), ...limited('two', 0, 500, 60)], checks: [{ at: 600, firing: [firingAt(30, 'one')] }] },
  { name: 'a worker of a version that shows no limit', every, series: oneProcess({ ...held, behaviors: (perSecond) => [counts(workerProcessed, perSecond), shows(workerLag, 60)] }, [{ seconds: 600, measured: 30 }]), checks: [{ at: 600, firing: [] }] },
  {
    name: 'only the API has read how long clicks wait', every,
    series: [...limited('one', 30, 30, 5), ...seriesOver([{ seconds: 600, measured: 6 }], (lag) => [shows(workerLag, lag)], every, { job: JOBS.api, instance: 'api' })],
    checks: [{ at: 600, firing: [firingAt(30, 'one')] }],
  },
];

const fetchRestarts: EventCount = {
  silentAt: 0, window: '15m', together: 'each', job: JOBS.worker,
  behaviors: (perSecond) => [counts(workerFetchRestarts, perSecond)],
  labels: (target) => target,
};

const stalled: Boundary = {
  silentAt: 0, firesAt: 1, for: '1m', settle: '3m', together: 'max', job: JOBS.worker,
  behaviors: (clicks) => [shows(queueDepth, clicks), counts(workerProcessed, 0)],
};
/** Ten clicks wait, and so many a second are finished. */
const waiting = (perSecond: number) => [shows(queueDepth, 10), counts(workerProcessed, perSecond)];
const working = 1 / every;

const stalledCases: readonly Case[] = [
  {
    name: 'the last click finished has left the window', every,
    series: oneProcess({ ...stalled, behaviors: waiting }, [{ seconds: 300, measured: working }, { seconds: 300, measured: 0 }, { seconds: 60, measured: working }]),
    checks: [{ at: 300, firing: [] }, { at: 465, firing: [] }, { at: 480, firing: [firingOf(stalled, 10)] }, { at: 600, firing: [firingOf(stalled, 10)] }, { at: 615, firing: [] }],
  },
  {
    name: 'no worker shows anything', every,
    series: oneProcess({ ...stalled, behaviors: depth, job: JOBS.api }, [{ seconds: 300, measured: 10 }]),
    checks: [{ at: 45, firing: [] }, { at: 60, firing: [firingOf(stalled, 10)] }],
  },
  {
    name: 'the only worker is gone', every,
    series: [
      ...oneProcess({ ...stalled, behaviors: depth, job: JOBS.api }, [{ seconds: 600, measured: 10 }]),
      ...oneProcess({ ...stalled, behaviors: waiting }, [{ seconds: 300, measured: working }, { seconds: 300, measured: undefined }]),
    ],
    checks: [{ at: 300, firing: [] }, { at: 600, firing: [firingOf(stalled, 10)] }],
  },
  {
    name: 'one of two workers is stuck', every,
    series: [working, 0].flatMap((perSecond, index) => seriesOver([{ seconds: 600, measured: perSecond }], waiting, every, { job: JOBS.worker, instance: String(index) })),
    checks: [{ at: 600, firing: [] }],
  },
];

export const QUEUE_ALERT_TESTS: readonly AlertTest[] = [
  {
    alert: 'MiningQueueBackpressure',
    severity: 'warning',
    cases: boundaryCases(backpressure),
    special: [
      {
        name: 'the process that showed the depth is gone', every,
        series: oneProcess(backpressure, [{ seconds: 300, measured: 4600 }, { seconds: 60, measured: undefined }]),
        checks: [{ at: 300, firing: [firingOf(backpressure, 4600)] }, { at: 315, firing: [] }],
      },
    ],
  },
  { alert: 'MiningQueueDepthHigh', severity: 'info', cases: boundaryCases(depthHigh) },
  {
    alert: 'MiningWorkerFailures',
    severity: 'critical',
    cases: boundaryCases(failures),
    special: [
      { name: 'two small rates, which MiningWorkerFailuresTotal adds up', every, series: twoCodesAt(failures, 8), checks: [{ at: 900, firing: [] }] },
    ],
  },
  {
    alert: 'MiningWorkerFailuresTotal',
    severity: 'critical',
    cases: boundaryCases(failuresTotal),
    special: [
      { name: 'two error codes above', every, series: twoCodesAt(failuresTotal, 6), checks: [{ at: 900, firing: [firingOf(failuresTotal, 6)] }] },
      { name: 'two error codes at the threshold', every, series: twoCodesAt(failuresTotal, 5), checks: [{ at: 900, firing: [] }] },
      { name: 'workers with a label more', every, series: inTwoPods(6), checks: [{ at: 900, firing: [firingOf(failuresTotal, 6)] }] },
    ],
  },
  { alert: 'MiningWorkerPaused', severity: 'warning', cases: boundaryCases(paused, { below: 'It is 1 or 0.' }) },
  {
    alert: 'MiningWorkerHeldByItsLimit',
    severity: 'warning',
    cases: boundaryCases(held),
    special: [...listCases(boundaryCases(heldFor, { twoInstances: 'Each reads the same lag; the special cases have two.' })), ...heldCases],
  },
  { alert: 'MiningWorkerFetchRestarted', severity: 'warning', cases: eventCases(fetchRestarts) },
  { alert: 'MiningWorkerStalled', severity: 'critical', cases: boundaryCases(stalled), special: stalledCases },
  { alert: 'MiningJobsFailed', severity: 'warning', cases: boundaryCases(failedJobs) },
];
