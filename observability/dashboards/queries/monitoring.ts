import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../../src/telemetry/process-metrics.js';
import { counter, gauge, increase, matching, max, min, noneOf, rate, sum, times, withLabelsOf } from '../../promql/promql.js';
import { RANGE, SCOPE } from './scope.js';

const { alerts, ruleFailures, ruleIterationsMissed, ruleGroupDuration, headSeries, configReloaded, alertmanagersFound } = MONITORING_METRICS;
const { alertsSent, alertSendErrors, alertsDropped, notifications, notificationsFailed } = MONITORING_METRICS;

const ours = { alertname: matching('Mining.+') } as const;

/** Prometheus and Alertmanager: what they say of this product, and whether they work themselves. */
export const MONITORING = {
  alerts: max(gauge(alerts, ours), 'alertname', 'alertstate', 'severity'),
  firing: max(gauge(alerts, { ...ours, alertstate: 'firing' }), 'alertname', 'severity'),
  firingBySeverity: sum(gauge(alerts, { ...ours, alertstate: 'firing' }), 'severity'),
  /** For marks on the charts. The watchdog always fires, and what is only shown would hide the rest. */
  firingToMark: max(gauge(alerts, { ...ours, alertstate: 'firing', severity: noneOf('info', 'none') }), 'alertname', 'severity'),
  /** When each process was started, in milliseconds, with the version that was started. */
  starts: times(withLabelsOf(gauge(PROCESS_METRICS.startTime, SCOPE), gauge(METRICS.buildInfo, SCOPE), ['job', 'instance'], ['version']), 1000),
  ruleFailures: sum(increase(counter(ruleFailures), RANGE), 'rule_group'),
  iterationsMissed: sum(increase(counter(ruleIterationsMissed), RANGE), 'rule_group'),
  ruleDuration: max(gauge(ruleGroupDuration), 'rule_group'),
  headSeries: sum(gauge(headSeries), 'instance'),
  configReloaded: min(gauge(configReloaded)),
  alertmanagersFound: min(gauge(alertmanagersFound)),
  alertsSent: sum(rate(counter(alertsSent), RANGE)),
  alertSendErrors: sum(rate(counter(alertSendErrors), RANGE)),
  alertsDropped: sum(rate(counter(alertsDropped), RANGE)),
  notifications: sum(rate(counter(notifications), RANGE)),
  notificationsFailed: sum(rate(counter(notificationsFailed), RANGE)),
} as const;
