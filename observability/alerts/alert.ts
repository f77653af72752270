import { dashboardUid, runbookUrl, type DashboardName, type Links } from '../config.js';
import { alertLogsUrl, type AlertLogs } from '../log-queries/alert-logs.js';
import type { Vector } from '../promql/promql.js';

/** `critical` wakes somebody, `warning` is read in working hours, `info` is only shown; `none` is for the watchdog. */
export type Severity = 'critical' | 'warning' | 'info' | 'none';

/** A time as Prometheus writes it. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`;

export type Alert = {
  /** Names its runbook (`runbooks/<name>.md`) and its tests too. */
  readonly name: string;
  readonly expr: Vector;
  /** How long the expression must hold. */
  readonly for?: Duration;
  readonly severity: Severity;
  /** Besides `severity`. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  /** One or two sentences: what is wrong, with the value, and what it means for clicks. */
  readonly description: string;
  /** Where to look first. */
  readonly dashboard: DashboardName;
  /** The log lines that tell of its cause; every alert of the click pipeline has some. */
  readonly logs?: AlertLogs;
};

export type RecordingRule = {
  /** `level:metric:operations`. */
  readonly record: string;
  readonly expr: Vector;
  readonly labels?: Readonly<Record<string, string>>;
};

/** Rules that are evaluated together, in order. */
export type RuleGroup = {
  readonly name: string;
  readonly interval?: Duration;
  readonly rules: readonly (Alert | RecordingRule)[];
};

export function isAlert(rule: Alert | RecordingRule): rule is Alert {
  return 'name' in rule;
}

/** A rule as it stands in Prometheus' file. */
export function toPrometheusRule(rule: Alert | RecordingRule, links: Links) {
  if (!isAlert(rule)) return { record: rule.record, expr: rule.expr.text, ...(rule.labels && { labels: rule.labels }) };
  return {
    alert: rule.name,
    expr: rule.expr.text,
    ...(rule.for && { for: rule.for }),
    labels: { severity: rule.severity, ...rule.labels },
    annotations: {
      summary: rule.summary,
      description: rule.description,
      runbook_url: runbookUrl(links, rule.name),
      dashboard_url: `${links.dashboards}/${dashboardUid(rule.dashboard)}`,
      ...(rule.logs && { logs_url: alertLogsUrl(rule.logs, links) }),
    },
  };
}
