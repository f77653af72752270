import { EXPORTER_METRICS } from '../../../src/exporter/exporter-catalogue.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import type { AlertTest, Case } from '../../tests/alert-test.js';
import { boundaryCases, firingOf, type Boundary } from '../../tests/boundary-cases.js';
import { counts, seriesOver, shows, showsTime, type Behavior, type InputSeries } from '../../tests/series.js';
import { EXPORTER_JOB } from '../thresholds.js';

const M = EXPORTER_METRICS;
const every = 15;
const queue = { queue: 'emails' } as const;
const other = { queue: 'images' } as const;
type QueueLabel = { readonly queue: string };
const forQueue = { together: 'max', job: EXPORTER_JOB, labels: () => queue } as const;
const one = 1 / every;

const shown = (seconds: number, behaviors: readonly Behavior[], instance = 'one'): readonly InputSeries[] =>
  seriesOver([{ seconds, measured: 1 }], () => behaviors, every, { job: EXPORTER_JOB, instance });

/** One exporter, or two that show what is given for each. */
const after = (name: string, isFiring: boolean, boundary: Boundary, measured: number, ...exporters: readonly (readonly Behavior[])[]): Case => ({
  name, every,
  series: exporters.flatMap((behaviors, index) => shown(900, behaviors, String(index))),
  checks: [{ at: 900, firing: isFiring ? [firingOf(boundary, measured)] : [] }],
});

const lag = (seconds: number, labels: QueueLabel = queue) => shows(M.workerLag, seconds, labels);
const completed = (perSecond: number, labels: QueueLabel = queue) => counts(M.workerProcessed, perSecond, labels);
const failed = (perSecond: number, code = 'TIMEOUT') => counts(M.workerFailed, perSecond, { ...queue, error_code: code });
const paused = (yes: number, labels: QueueLabel = queue) => shows(M.paused, yes, labels);
const source = (from: 'bullmq-metrics' | 'none', outcome: 'completed' | 'failed' = 'completed', labels: QueueLabel = queue) =>
  shows(M.totalsSource, 1, { ...labels, outcome, source: from });
const still = [completed(0), failed(0), failed(0, 'other'), paused(0), source('bullmq-metrics'), source('bullmq-metrics', 'failed')];

const stalled: Boundary = { ...forQueue, silentAt: 60, firesAt: 61, for: '1m', settle: '6m', behaviors: (seconds) => [lag(seconds), ...still] };
const waits = lag(100);
const stalledAfter = (name: string, isFiring: boolean, ...exporters: readonly (readonly Behavior[])[]) => after(name, isFiring, stalled, 100, ...exporters);

const stalledCases: readonly Case[] = [
  stalledAfter('jobs complete', false, [waits, ...still.slice(1), completed(one)]),
  stalledAfter('jobs fail', false, [waits, completed(0), failed(one), failed(0, 'other')]),
  stalledAfter('jobs of another queue complete', true, [waits, ...still, completed(one, other)]),
  stalledAfter('one of two exporters has seen jobs complete', false, [waits, completed(one)], [waits, completed(0)]),
  stalledAfter('one of two exporters has seen jobs fail', false, [waits, failed(one)], [waits, failed(0)]),
  stalledAfter('no total of completed jobs can be known', false, [waits, failed(0), source('none')]),
  stalledAfter('one of two exporters cannot know it', false, [waits, source('none')], [waits, source('bullmq-metrics')]),
  stalledAfter('two exporters cannot know it', false, [waits, source('none')], [waits, source('none')]),
  stalledAfter('only failed jobs cannot be counted', true, [waits, completed(0), source('bullmq-metrics'), source('none', 'failed')]),
  stalledAfter('those of another queue cannot be counted', true, [waits, ...still, source('none', 'completed', other)]),
  stalledAfter('it is paused', false, [waits, ...still.filter(({ name }) => name !== M.paused.name), paused(1)]),
  stalledAfter('two exporters show that it is paused', false, [waits, paused(1)], [waits, paused(1)]),
  stalledAfter('one of two exporters shows that it is paused', false, [waits, paused(1)], [waits, paused(0)]),
  stalledAfter('another queue is paused', true, [waits, ...still, paused(1, other)]),
  stalledAfter('nothing but the lag is shown', true, [waits]),
  {
    name: 'the last job that completed has left the window', every,
    series: seriesOver([{ seconds: 600, measured: one }, { seconds: 600, measured: 0 }], (perSecond) => [waits, completed(perSecond), failed(0)], every, { job: EXPORTER_JOB, instance: 'one' }),
    checks: [{ at: 600, firing: [] }, { at: 945, firing: [] }, { at: 960, firing: [firingOf(stalled, 100)] }],
  },
  {
    name: 'the last job that failed has left the window', every,
    series: seriesOver([{ seconds: 600, measured: one }, { seconds: 600, measured: 0 }], (perSecond) => [waits, completed(0), failed(perSecond)], every, { job: EXPORTER_JOB, instance: 'one' }),
    checks: [{ at: 600, firing: [] }, { at: 945, firing: [] }, { at: 960, firing: [firingOf(stalled, 100)] }],
  },
  {
    name: 'the click pipeline stands still', every,
    series: seriesOver([{ seconds: 900, measured: 1 }], () => [shows(METRICS.workerLag, 100), counts(METRICS.workerProcessed, 0)], every, { job: 'mining-click-worker', instance: 'one' }),
    checks: [{ at: 900, firing: [] }],
  },
];

const depth = (jobs: number) => shows(M.queueDepth, jobs, queue);
const checked = (labels: QueueLabel = queue) => showsTime(M.stallsCheckedAt, 10, labels);
const workers = (number: number, labels: QueueLabel = queue) => shows(M.workers, number, labels);
const without: Boundary = { ...forQueue, silentAt: 0, firesAt: 1, for: '1m', settle: '3m', behaviors: (jobs) => [depth(jobs), workers(0), paused(0)] };
const withoutAfter = (name: string, isFiring: boolean, ...exporters: readonly (readonly Behavior[])[]) => after(name, isFiring, without, 5, ...exporters);

const withoutCases: readonly Case[] = [
  withoutAfter('a worker has looked for stalled jobs', false, [depth(5), workers(0), checked()]),
  withoutAfter('a worker is connected', false, [depth(5), workers(1)]),
  withoutAfter('one of two exporters sees the worker', false, [depth(5), workers(1)], [depth(5), workers(0)]),
  withoutAfter('workers of another queue', true, [depth(5), workers(0), workers(1, other), checked(other)]),
  withoutAfter('workers cannot be counted', true, [depth(5)]),
  withoutAfter('it is paused', false, [depth(5), paused(1)]),
  withoutAfter('two exporters show that it is paused', false, [depth(5), paused(1)], [depth(5), paused(1)]),
  withoutAfter('one of two exporters shows that it is paused', false, [depth(5), paused(1)], [depth(5), paused(0)]),
  withoutAfter('another queue is paused', true, [depth(5), paused(0), paused(1, other)]),
  {
    name: 'the last look for stalled jobs is long ago', every,
    series: [
      ...shown(900, [depth(5), workers(0)]),
      ...seriesOver([{ seconds: 300, measured: 10 }, { seconds: 300, measured: undefined }], (ago) => [showsTime(M.stallsCheckedAt, ago, queue)], every, { job: EXPORTER_JOB, instance: 'one' }),
    ],
    checks: [{ at: 300, firing: [] }, { at: 480, firing: [] }, { at: 495, firing: [firingOf(without, 5)] }],
  },
  {
    name: 'clicks wait in the click pipeline', every,
    series: seriesOver([{ seconds: 900, measured: 1 }], () => [shows(METRICS.queueDepth, 100)], every, { job: 'mining-click-api', instance: 'one' }),
    checks: [{ at: 900, firing: [] }],
  },
];

export const QUEUE_WORKER_TESTS: readonly AlertTest[] = [
  { alert: 'MiningQueueStalled', severity: 'critical', cases: boundaryCases(stalled), special: stalledCases },
  { alert: 'MiningQueueWithoutWorkers', severity: 'critical', cases: boundaryCases(without), special: withoutCases },
];
