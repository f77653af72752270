import type { Row } from './layout.js';
import { UNITS, YES_NO } from './panels/common.js';
import { stat } from './panels/stat.js';
import { timeSeries } from './panels/time-series.js';
import { MONITORING } from './queries/monitoring.js';

const configReloaded = stat({
  title: 'Prometheus reads its configuration',
  shows: 'Whether Prometheus took its configuration when it last read it.',
  good: 'yes.',
  otherwise: 'it goes on with the old rules: its log names the line; npm run generate:check tells whether files were changed by hand.',
  runbook: 'MiningRuleEvaluationFailures',
  queries: [{ expr: MONITORING.configReloaded, legend: 'taken' }],
  unit: UNITS.words,
  words: { 0: { ...YES_NO[0], color: 'red' }, 1: { ...YES_NO[1], color: 'green' } },
  base: 'red',
  steps: [{ from: 1, color: 'green' }],
  noValue: 'Prometheus is not scraped',
  width: 12,
});

const alertmanagers = stat({
  title: 'Alertmanagers',
  shows: 'How many Alertmanagers Prometheus sends alerts to.',
  good: '1 or more.',
  otherwise: 'with 0 no alert reaches anybody.',
  runbook: 'MiningAlertDeliveryFailing',
  queries: [{ expr: MONITORING.alertmanagersFound, legend: 'Alertmanagers' }],
  unit: UNITS.count,
  decimals: 0,
  base: 'red',
  steps: [{ from: 1, color: 'green' }],
  noValue: 'Prometheus is not scraped',
  width: 12,
});

const rules = timeSeries({
  title: 'Rules that failed',
  shows: 'Evaluations of rules that failed, and evaluations that were left out because the one before had not ended, by group of rules.',
  good: 'none.',
  otherwise: 'a rule that fails does not alert: the page Rules of Prometheus shows the error.',
  runbook: 'MiningRuleEvaluationFailures',
  queries: [
    { expr: MONITORING.ruleFailures, legend: 'failed {{rule_group}}' },
    { expr: MONITORING.iterationsMissed, legend: 'left out {{rule_group}}' },
  ],
  unit: UNITS.count,
});

const ruleDuration = timeSeries({
  title: 'Duration of rules',
  shows: 'How long the last evaluation of each group of rules took.',
  good: 'far below the interval of 5 s.',
  otherwise: 'when it nears the interval, evaluations are left out and alerts come late.',
  runbook: 'MiningRuleEvaluationFailures',
  queries: [{ expr: MONITORING.ruleDuration, legend: '{{rule_group}}' }],
  unit: UNITS.seconds,
});

const delivery = timeSeries({
  title: 'Alerts on their way',
  shows: 'Alerts that Prometheus sent to Alertmanager, that failed on the way, and that were given up; notifications that Alertmanager sent on, and those that failed.',
  good: 'no failures; the watchdog alone keeps "sent" above 0.',
  otherwise: 'failed notifications: the receiver does not answer. Failed sendings: Alertmanager does not.',
  runbook: 'MiningAlertDeliveryFailing',
  queries: [
    { expr: MONITORING.alertsSent, legend: 'sent to Alertmanager' },
    { expr: MONITORING.alertSendErrors, legend: 'failed on the way' },
    { expr: MONITORING.alertsDropped, legend: 'given up' },
    { expr: MONITORING.notifications, legend: 'notified' },
    { expr: MONITORING.notificationsFailed, legend: 'not notified' },
  ],
  unit: UNITS.countsPerSecond,
  colors: { '^(failed|given up|not).*': 'red' },
});

const series = timeSeries({
  title: 'Series in Prometheus',
  shows: 'Series that Prometheus keeps in memory.',
  good: 'flat: some hundred for each process, and the recorded ones.',
  otherwise: 'a rise without new processes is a label with too many values: "Samples per scrape" tells whose.',
  queries: [{ expr: MONITORING.headSeries, legend: '{{instance}}' }],
  unit: UNITS.count,
  decimals: 0,
});

export const MONITORING_ROW: Row = {
  title: 'What watches them',
  panels: [configReloaded, alertmanagers, rules, ruleDuration, delivery, series],
};
