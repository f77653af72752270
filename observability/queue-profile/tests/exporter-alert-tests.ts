import { EXPORTER_METRICS } from '../../../src/exporter/exporter-catalogue.js';
import { MONITORING_METRICS } from '../../../src/telemetry/process-metrics.js';
import type { AlertTest, Cases, FiringAlert } from '../../tests/alert-test.js';
import { boundaryCases, type Boundary } from '../../tests/boundary-cases.js';
import { eventCases, type EventCount } from '../../tests/event-cases.js';
import { counts, seriesOver, shows } from '../../tests/series.js';
import { EXPORTER_JOB } from '../thresholds.js';

const M = EXPORTER_METRICS;
const every = 15;
const exporter = (instance = 'one') => ({ job: EXPORTER_JOB, instance });

const down: Boundary = {
  silentAt: 0, firesAt: 1, for: '30s', together: 'each', value: () => 0, job: EXPORTER_JOB,
  behaviors: (away) => [shows(MONITORING_METRICS.up, 1 - away)],
};
const withoutRedis: Boundary = { ...down, for: '1m', behaviors: (away) => [shows(M.redisUp, 1 - away)] };

/** There for ten minutes, then away for five, then there again. */
const away = seriesOver(
  [{ seconds: 600, measured: 1 }, { seconds: 300, measured: undefined }, { seconds: 300, measured: 1 }],
  (answers) => [shows(M.redisUp, answers)], every, exporter(),
);
const absent: FiringAlert = { labels: {}, value: 1 };
const absentCases: Cases = {
  below: 'A series is there or not.',
  at: [{ name: 'an exporter without Redis is one too', every, series: seriesOver([{ seconds: 300, measured: 0 }], (answers) => [shows(M.redisUp, answers)], every, exporter()), checks: [{ at: 300, firing: [] }] }],
  above: [{ name: 'it is gone', every, series: away, checks: [{ at: 675, firing: [absent] }] }],
  pending: [{ name: 'one evaluation before it fires', every, series: away, checks: [{ at: 660, firing: [] }] }],
  recovery: [{ name: 'it is back', every, series: away, checks: [{ at: 900, firing: [absent] }, { at: 915, firing: [] }] }],
  noData: [{ name: 'no data', every, series: [], checks: [{ at: 45, firing: [] }, { at: 60, firing: [absent] }] }],
  counterReset: 'It asks only whether a series is there.',
  twoInstances: [{
    name: 'one of two is gone', every,
    series: [...away, ...seriesOver([{ seconds: 1200, measured: 1 }], (answers) => [shows(M.redisUp, answers)], every, exporter('two'))],
    checks: [{ at: 675, firing: [] }],
  }],
  zeroTraffic: 'It looks at no counter.',
  changingTraffic: 'It looks at no share.',
};

const errors: EventCount = {
  silentAt: 3, window: '5m', for: '1m', together: 'each', job: EXPORTER_JOB,
  behaviors: (perSecond) => [counts(M.errors, perSecond, { read: 'scrape' })],
  labels: (target) => ({ ...target, read: 'scrape' }),
};
/** Three errors of each kind of read in each of two exporters and two jobs, twelve and more in all. */
const scattered = [exporter(), exporter('two'), { job: 'another', instance: 'one' }].flatMap((target) =>
  seriesOver(
    [{ seconds: 330, measured: 0 }, { seconds: 45, measured: 1 / every }, { seconds: 105, measured: 0 }],
    (perSecond) => [counts(M.errors, perSecond, { read: 'scrape' }), counts(M.errors, perSecond, { read: 'workers' })],
    every, target,
  ));

const linesDropped: EventCount = {
  silentAt: 0, window: '5m', together: 'each', job: EXPORTER_JOB,
  behaviors: (perSecond) => [counts(M.logLinesDropped, perSecond, { sink: 'loki' })],
  labels: (target) => ({ ...target, sink: 'loki' }),
};

/** The more is measured, the fewer queues there are. */
const withoutQueues: Boundary = {
  silentAt: 0, firesAt: 1, for: '5m', together: 'min', value: () => 0, job: EXPORTER_JOB,
  behaviors: (missing) => [shows(M.queues, 1 - missing)],
};
const leftOut: Boundary = { silentAt: 0, firesAt: 1, for: '5m', together: 'max', job: EXPORTER_JOB, behaviors: (queues) => [shows(M.queuesLeftOut, queues)] };

export const EXPORTER_ALERT_TESTS: readonly AlertTest[] = [
  {
    alert: 'MiningExporterDown', severity: 'critical', cases: boundaryCases(down, { below: 'It is 1 or 0.' }),
    special: [{ name: 'a target of somebody else', every, series: seriesOver([{ seconds: 300, measured: 0 }], (up) => [shows(MONITORING_METRICS.up, up)], every, { job: 'stranger', instance: 'one' }), checks: [{ at: 300, firing: [] }] }],
  },
  { alert: 'MiningExporterAbsent', severity: 'critical', cases: absentCases },
  { alert: 'MiningExporterRedisUnavailable', severity: 'critical', cases: boundaryCases(withoutRedis, { below: 'It is 1 or 0.' }) },
  {
    alert: 'MiningExporterErrors', severity: 'warning', cases: eventCases(errors),
    special: [{ name: 'three errors of each of six', every, series: scattered, checks: [{ at: 480, firing: [] }] }],
  },
  { alert: 'MiningExporterWithoutQueues', severity: 'warning', cases: boundaryCases(withoutQueues) },
  { alert: 'MiningExporterQueuesLeftOut', severity: 'warning', cases: boundaryCases(leftOut) },
  {
    alert: 'MiningExporterLogLinesDropped', severity: 'warning', cases: eventCases(linesDropped),
    special: [{ name: 'lines of another process', every, series: seriesOver([{ seconds: 345, measured: 1 }], linesDropped.behaviors, every, { job: 'stranger', instance: 'one' }), checks: [{ at: 345, firing: [] }] }],
  },
];
