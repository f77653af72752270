import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS } from '../../../src/telemetry/process-metrics.js';
import { JOBS, MONITORING_JOBS } from '../../config.js';
import { listCases, type AlertTest, type Case, type Cases, type FiringAlert } from '../alert-test.js';
import { eventCases, firingOf, type EventCount } from '../event-cases.js';
import { counts, formatSeries, seriesOver, type InputSeries, type Stretch } from '../series.js';

const { ruleFailures, alertsDropped, alertSendErrors, notificationsFailed } = MONITORING_METRICS;
const every = 15;

/** What a running system always shows: the name of the metric, and its job where that matters. */
type Shown = { readonly metric: string; readonly job?: string };
const LATE: readonly string[] = [METRICS.newestAcceptedAt, METRICS.lastProcessedAt, METRICS.conservationDifference, METRICS.conservationCheckedAt, METRICS.deadLetters, METRICS.deadLettersOldestAge].map(({ name }) => name);
const always = Object.values(METRICS).filter(({ name }) => !LATE.includes(name));
const shown: readonly Shown[] = [
  ...always.map(({ name }) => ({ metric: name })),
  ...[...Object.values(JOBS), ...Object.values(MONITORING_JOBS)].map((job) => ({ metric: 'up', job })),
];

const seriesName = (metric: string) => (always.some(({ name, type }) => name === metric && type === 'histogram') ? `${metric}_count` : metric);
const show = (values: string, instance = 'one') => ({ metric, job = JOBS.api }: Shown): InputSeries => ({ series: formatSeries(seriesName(metric), { job, instance }), values });
const missing = ({ metric, job }: Shown): FiringAlert => ({ labels: { metric, ...(job !== undefined && { job }) }, value: 1 });
const others = (one: Shown) => shown.filter((each) => each !== one);

const depth: Shown = { metric: METRICS.queueDepth.name };
/** The depth, two minutes there, then two minutes away, then there again; all else always. */
const away = [...others(depth).map(show('1x16')), show('1x8 stale _x7 1x4')(depth)];
const absent: Cases = {
  below: 'A series is there or not.',
  at: [{ name: 'everything is there', every, series: shown.map(show('1x16')), checks: [{ at: 120, firing: [] }] }],
  above: [{ name: 'one is gone', every, series: away, checks: [{ at: 195, firing: [missing(depth)] }] }],
  pending: [{ name: 'one evaluation before it fires', every, series: away, checks: [{ at: 180, firing: [] }] }],
  recovery: [{ name: 'it is back', every, series: away, checks: [{ at: 240, firing: [missing(depth)] }, { at: 255, firing: [] }] }],
  noData: [{ name: 'no data', every, series: [], checks: [{ at: 45, firing: [] }, { at: 60, firing: shown.map(missing) }] }],
  counterReset: 'It asks only whether a series is there.',
  twoInstances: [{ name: 'one of two processes is gone', every, series: [...shown.map(show('1x2 stale')), ...shown.map(show('1x16', 'two'))], checks: [{ at: 120, firing: [] }] }],
  zeroTraffic: [{ name: 'all at 0', every, series: shown.map(show('0x8')), checks: [{ at: 120, firing: [] }] }],
  changingTraffic: 'It looks at no share.',
};
const eachMissing = shown.map((one): Case => ({
  name: `${one.metric} ${one.job ?? ''} is missing`, every, series: others(one).map(show('1x4')), checks: [{ at: 60, firing: [missing(one)] }],
}));

const collectErrors: EventCount = {
  silentAt: 3, window: '5m', for: '1m', together: 'sum', job: JOBS.api,
  behaviors: (perSecond) => [counts(METRICS.collectErrors, perSecond, { source: 'queue' })],
  labels: ({ job = '' }) => ({ job, source: 'queue' }),
};
/** Two sources of two jobs with three errors each, twelve in all. */
const scattered = Object.values(JOBS).flatMap((job) =>
  seriesOver(
    [{ seconds: 330, measured: 0 }, { seconds: 45, measured: 1 / every }, { seconds: 105, measured: 0 }],
    (perSecond) => [counts(METRICS.collectErrors, perSecond, { source: 'queue' }), counts(METRICS.collectErrors, perSecond, { source: 'process' })],
    every, { job, instance: 'one' },
  ));

const evaluationFailures: EventCount = {
  silentAt: 0, window: '5m', together: 'each', job: MONITORING_JOBS.prometheus,
  behaviors: (perSecond) => [counts(ruleFailures, perSecond, { rule_group: 'slos' })],
  labels: ({ instance = '' }) => ({ instance, rule_group: 'slos' }),
};

/** A Prometheus that scrapes another under the same instance. */
const oneEventOf = (job: string, perSecond: number) => seriesOver([{ seconds: 330, measured: 0 }, { seconds: every, measured: perSecond }], evaluationFailures.behaviors, every, { job, instance: 'one' });
const sameInstance = (failures: number): Case => ({
  name: `an instance under two jobs, with 1 and ${failures} failures`, every,
  series: [...oneEventOf('prometheus', 1 / every), ...oneEventOf('other', failures / every)],
  checks: [{ at: 345, firing: [firingOf(evaluationFailures, 1 + failures)] }],
});

const dropped: EventCount = {
  silentAt: 0, window: '5m', together: 'sum', job: MONITORING_JOBS.prometheus,
  behaviors: (perSecond) => [counts(alertsDropped, perSecond)],
  labels: () => ({}),
};
const unsent: EventCount = {
  ...dropped,
  behaviors: (perSecond) => [counts(alertSendErrors, perSecond, { alertmanager: 'a' })],
  labels: () => ({ alertmanager: 'a' }),
};
const unnotified: EventCount = {
  ...dropped,
  job: MONITORING_JOBS.alertmanager,
  behaviors: (perSecond) => [counts(notificationsFailed, perSecond, { integration: 'webhook' })],
  labels: () => ({ integration: 'webhook' }),
};
const undelivered = [dropped, unsent, unnotified];
const oneEvent: readonly Stretch[] = [{ seconds: 330, measured: 0 }, { seconds: every, measured: 1 / every }];
const allAtOnce: Case = {
  name: 'on all three ways at once, from two processes each', every,
  series: undelivered.flatMap(({ behaviors, job }) => ['one', 'two'].flatMap((instance) => seriesOver(oneEvent, behaviors, every, { job, instance }))),
  checks: [{ at: 345, firing: undelivered.map((way) => firingOf(way, 2)) }],
};

const always1 = [{ labels: {}, value: 1 }];
const nothing = 'It looks at nothing.';

export const META_ALERT_TESTS: readonly AlertTest[] = [
  { alert: 'MiningMetricsAbsent', severity: 'critical', cases: absent, special: eachMissing },
  {
    alert: 'MiningMetricsCollectErrors',
    severity: 'warning',
    cases: eventCases(collectErrors),
    special: [{ name: 'three errors of each of four', every, series: scattered, checks: [{ at: 480, firing: [] }] }],
  },
  { alert: 'MiningRuleEvaluationFailures', severity: 'warning', cases: eventCases(evaluationFailures), special: [sameInstance(0), sameInstance(1)] },
  {
    alert: 'MiningAlertDeliveryFailing',
    severity: 'warning',
    cases: eventCases(dropped),
    special: [...listCases(eventCases(unsent)), ...listCases(eventCases(unnotified)), allAtOnce],
  },
  {
    alert: 'Watchdog',
    severity: 'none',
    cases: {
      below: nothing, at: nothing, pending: nothing, recovery: nothing, counterReset: nothing, twoInstances: nothing, zeroTraffic: nothing, changingTraffic: nothing,
      above: [{ name: 'at once', every, series: [], checks: [{ at: 0, firing: always1 }] }],
      noData: [{ name: 'without any data', every, series: [], checks: [{ at: 300, firing: always1 }] }],
    },
  },
];
