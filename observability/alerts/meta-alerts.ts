import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS } from '../../src/telemetry/process-metrics.js';
import { JOBS, MONITORING_JOBS } from '../config.js';
import { above, absent, counter, countOf, gauge, increase, instant, or, sum, vector, withLabel, type Vector } from '../promql/promql.js';
import { linesOfJob, TROUBLE, troubleOf } from '../log-queries/log-query.js';
import type { RuleGroup } from './alert.js';

const { up, ruleFailures, alertsDropped, alertSendErrors, notificationsFailed } = MONITORING_METRICS;
type OurMetric = (typeof METRICS)[keyof typeof METRICS];

/**
 * Rightly not there on a fresh system: the first two before the first click, the next two before the first comparison,
 * which MiningConservationUnchecked watches, and the last two while MongoDB is away, which MiningLedgerUnavailable watches.
 */
const LATE: ReadonlySet<OurMetric> = new Set([
  METRICS.newestAcceptedAt,
  METRICS.lastProcessedAt,
  METRICS.conservationDifference,
  METRICS.conservationCheckedAt,
  METRICS.deadLetters,
  METRICS.deadLettersOldestAge,
]);

/** What MiningMetricsAbsent asks for. */
export const NEVER_ABSENT: readonly OurMetric[] = Object.values(METRICS).filter((metric) => !LATE.has(metric));

function seriesOf(metric: OurMetric): Vector {
  if (metric.type === 'gauge') return gauge(metric);
  return instant(metric.type === 'counter' ? counter(metric) : countOf(metric));
}

/** 1 for each of our metrics that no process exposes, and for each job that has no target. */
function anyAbsent(): Vector<'metric'> {
  const missing = NEVER_ABSENT.map((metric) => withLabel(absent(seriesOf(metric)), 'metric', metric.name));
  const jobs = [...Object.values(JOBS), ...Object.values(MONITORING_JOBS)];
  const withoutTarget = jobs.map((job) => withLabel(absent(gauge(up, { job })), 'metric', up.name));
  return [...missing, ...withoutTarget].reduce((all, each) => or(all, each));
}

const undelivered = or(
  above(sum(increase(counter(alertsDropped), '5m')), 0),
  or(
    above(sum(increase(counter(alertSendErrors), '5m'), 'alertmanager'), 0),
    above(sum(increase(counter(notificationsFailed), '5m'), 'integration'), 0),
  ),
);

/**
 * What watches the watching. Prometheus and Alertmanager send no lines to our log store; but while alerts may be silent,
 * the lines of our processes tell what alerts would: whether anything is wrong with clicks.
 */
export const META_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-meta',
  rules: [
    {
      name: 'MiningMetricsAbsent',
      expr: anyAbsent(),
      for: '1m',
      severity: 'critical',
      summary: '{{ with $labels.job }}Prometheus has no target of {{ . }}{{ else }}{{ $labels.metric }} is missing{{ end }}',
      description: 'No process {{ with $labels.job }}of {{ . }} is among the targets of Prometheus{{ else }}exposes {{ $labels.metric }}{{ end }}. Alerts that look at it cannot fire, whatever happens to clicks.',
      dashboard: 'processes',
      logs: TROUBLE,
    },
    {
      name: 'MiningMetricsCollectErrors',
      expr: above(sum(increase(counter(METRICS.collectErrors), '5m'), 'job', 'source'), 3),
      for: '1m',
      severity: 'warning',
      summary: '{{ $labels.job }} cannot read its {{ $labels.source }} metrics',
      description: '{{ $value | printf "%.0f" }} reads of {{ $labels.source }} metrics failed in five minutes in {{ $labels.job }}. What they would have shown has gaps (queue: depth and lag), and alerts on it may be silent. Clicks themselves are not affected.',
      dashboard: 'processes',
      logs: troubleOf(linesOfJob()),
    },
    {
      name: 'MiningRuleEvaluationFailures',
      expr: above(sum(increase(counter(ruleFailures), '5m'), 'instance', 'rule_group'), 0),
      severity: 'warning',
      summary: 'Prometheus cannot evaluate a rule',
      description: '{{ $value | printf "%.0f" }} evaluations of rules in {{ $labels.rule_group }} failed in five minutes. Alerts of this group may be silent, whatever happens to clicks.',
      dashboard: 'processes',
      logs: TROUBLE,
    },
    {
      name: 'MiningAlertDeliveryFailing',
      expr: undelivered,
      severity: 'warning',
      summary: 'Alerts do not reach anybody',
      description: '{{ $value | printf "%.0f" }} notifications were lost in five minutes between {{ with $labels.integration }}Alertmanager and its receiver ({{ . }}){{ else }}Prometheus and Alertmanager{{ end }}. Nobody may be told when clicks are in trouble.',
      dashboard: 'processes',
      logs: TROUBLE,
    },
    {
      name: 'Watchdog',
      expr: vector(1),
      severity: 'none',
      summary: 'Alerts are evaluated and delivered',
      description: 'This alert always fires. When its notifications stop, Prometheus or Alertmanager has failed and no other alert arrives.',
      dashboard: 'slosAndAlerts',
      logs: TROUBLE,
    },
  ],
};
