import { SINKS, SPAN_DROP_REASONS } from '../../../src/telemetry/label-values.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../../src/telemetry/process-metrics.js';
import { JOBS, MONITORING_JOBS } from '../../config.js';
import type { AlertTest, Case } from '../alert-test.js';
import { boundaryCases, firingOf, oneProcess, type Boundary } from '../boundary-cases.js';
import { eventCases, type EventCount } from '../event-cases.js';
import { counts, seriesOver, shows, type Behavior } from '../series.js';

const every = 15;
/** A process of somebody else, on the same Prometheus. */
const stranger = { job: 'stranger', instance: 'one' };

const down: Boundary = {
  silentAt: 0, firesAt: 1, for: '30s', together: 'each', value: () => 0,
  behaviors: (away) => [shows(MONITORING_METRICS.up, 1 - away)],
};
const downIn = (job: string): Case => ({
  name: `a target of ${job}`, every,
  series: oneProcess({ ...down, job }, [{ seconds: 300, measured: 1 }]),
  checks: [{ at: 300, firing: [firingOf({ ...down, job }, 1)] }],
});

/** Each start shows another time. */
const starts = (perSecond: number): readonly Behavior[] => [{ type: 'counter', name: PROCESS_METRICS.startTime.name, labels: {}, perSecond }];
const restarting: EventCount = { silentAt: 2, window: '15m', behaviors: starts, together: 'each', labels: (target) => target, job: JOBS.api };

const blocked: Boundary = {
  silentAt: 0.25, firesAt: 0.26, for: '2m', together: 'each',
  behaviors: (seconds) => [shows(PROCESS_METRICS.eventLoopLagP99, seconds)],
};

const strangerIs = (name: string, behavior: (measured: number) => readonly Behavior[], measured: number): Case => ({
  name, every, series: seriesOver([{ seconds: 900, measured }], behavior, every, stranger), checks: [{ at: 900, firing: [] }],
});

const versions: Boundary = {
  silentAt: 1, firesAt: 2, for: '1h', together: 'max',
  behaviors: (number) => ['0.1.0', '0.2.0', '0.3.0'].map((version, index) => shows(METRICS.buildInfo, index < number ? 1 : undefined, { version })),
};
const running = (...processes: readonly string[]) => processes.flatMap((version, index) =>
  seriesOver([{ seconds: 3900, measured: 1 }], (level) => [shows(METRICS.buildInfo, level, { version })], every, { job: JOBS.api, instance: String(index) }));
const afterAnHour = (name: string, series: ReturnType<typeof running>, number: number): Case =>
  ({ name, every, series, checks: [{ at: 3900, firing: number > 1 ? [firingOf(versions, number)] : [] }] });

const droppedLines: EventCount = {
  silentAt: 0, window: '5m', together: 'sum', job: JOBS.api,
  behaviors: (perSecond) => [counts(METRICS.logLinesDropped, perSecond, { sink: 'loki' })],
  labels: ({ job = '' }) => ({ job, sink: 'loki' }),
};
/** One line for each receiver, of two processes of each kind. */
const droppedEverywhere: Case = {
  name: 'lines for both receivers, of two APIs and two workers', every,
  series: Object.values(JOBS).flatMap((job) => ['one', 'two'].flatMap((instance) => seriesOver(
    [{ seconds: 330, measured: 0 }, { seconds: every, measured: 1 / every }],
    (perSecond) => SINKS.map((sink) => counts(METRICS.logLinesDropped, perSecond, { sink })), every, { job, instance }))),
  checks: [{ at: 345, firing: Object.values(JOBS).flatMap((job) => SINKS.map((sink) => ({ labels: { job, sink }, value: 2 }))) }],
};

const droppedSpans: EventCount = {
  silentAt: 0, window: '5m', together: 'sum', job: JOBS.api,
  behaviors: (perSecond) => [counts(METRICS.traceSpansDropped, perSecond, { reason: 'full' })],
  labels: ({ job = '' }) => ({ job, reason: 'full' }),
};
/** One span for each reason, of two processes of each kind. */
const spansDroppedEverywhere: Case = {
  name: 'spans for both reasons, of two APIs and two workers', every,
  series: Object.values(JOBS).flatMap((job) => ['one', 'two'].flatMap((instance) => seriesOver(
    [{ seconds: 330, measured: 0 }, { seconds: every, measured: 1 / every }],
    (perSecond) => SPAN_DROP_REASONS.map((reason) => counts(METRICS.traceSpansDropped, perSecond, { reason })), every, { job, instance }))),
  checks: [{ at: 345, firing: Object.values(JOBS).flatMap((job) => SPAN_DROP_REASONS.map((reason) => ({ labels: { job, reason }, value: 2 }))) }],
};

export const PROCESS_ALERT_TESTS: readonly AlertTest[] = [
  {
    alert: 'MiningTargetDown',
    severity: 'critical',
    cases: boundaryCases(down, { below: 'It is 1 or 0.' }),
    special: [...[...Object.values(JOBS), ...Object.values(MONITORING_JOBS)].map(downIn), strangerIs('a target of somebody else', down.behaviors, 1)],
  },
  {
    alert: 'MiningProcessRestarting',
    severity: 'warning',
    cases: { ...eventCases(restarting), counterReset: 'It reads gauges only.', zeroTraffic: 'It reads gauges only.' },
    special: [strangerIs('somebody else keeps restarting', starts, 1)],
  },
  {
    alert: 'MiningEventLoopBlocked',
    severity: 'warning',
    cases: boundaryCases(blocked),
    special: [strangerIs('somebody else is busy', blocked.behaviors, 5)],
  },
  {
    alert: 'MiningVersionsMixed',
    severity: 'info',
    cases: boundaryCases(versions, {
      below: 'No version at all is no data.',
      twoInstances: [afterAnHour('the same version twice', running('0.1.0', '0.1.0'), 1), afterAnHour('two versions', running('0.1.0', '0.2.0'), 2)],
    }),
    special: [afterAnHour('three versions of four processes', running('0.1.0', '0.2.0', '0.3.0', '0.3.0'), 3)],
  },
  { alert: 'MiningLogLinesDropped', severity: 'warning', cases: eventCases(droppedLines), special: [droppedEverywhere] },
  { alert: 'MiningTraceSpansDropped', severity: 'warning', cases: eventCases(droppedSpans), special: [spansDroppedEverywhere] },
];
