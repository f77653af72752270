import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../../src/telemetry/process-metrics.js';
import { DASHBOARDS, LOCAL_LINKS } from '../../config.js';
import type { Metric } from '../../promql/selectors.js';
import { ALERTS, RECORDING_RULES } from '../../rules.js';
import { DASHBOARD_RULES } from './dashboard-rules.js';
import { EXEMPTIONS, type Exemption } from './exemptions.js';
import { LAYOUT_RULES } from './layout-rules.js';
import { LINK_RULES } from './link-rules.js';
import { PANEL_RULES } from './panel-rules.js';
import { PROMQL_RULES } from './promql-rules.js';
import type { Finding, Rule, World } from './rule.js';
import { TARGET_RULES } from './target-rules.js';

export const RULES: readonly Rule[] = [...DASHBOARD_RULES, ...PANEL_RULES, ...TARGET_RULES, ...PROMQL_RULES, ...LAYOUT_RULES, ...LINK_RULES];

const metrics: readonly Metric[] = [METRICS, PROCESS_METRICS, MONITORING_METRICS].flatMap((each) => Object.values<Metric>(each));

export const WORLD: World = {
  metrics: new Map(metrics.map((metric) => [metric.name, metric])),
  recorded: new Set(RECORDING_RULES.map(({ record }) => record)),
  alerts: new Set(ALERTS.map(({ name }) => name)),
  dashboards: new Set(Object.values(DASHBOARDS)),
  runbooks: LOCAL_LINKS.runbooks,
};

export type LintFinding = Finding & { readonly dashboard: string; readonly rule: string };

/** What the rules find in a dashboard, exempt or not. */
export function findAll(dashboard: Dashboard, world = WORLD): readonly LintFinding[] {
  return RULES.flatMap(({ name, check }) => check(dashboard, world).map((finding) => ({ dashboard: dashboard.title ?? '', rule: name, ...finding })));
}

/** What has to be put right. */
export function lint(dashboard: Dashboard, world = WORLD): readonly LintFinding[] {
  return findAll(dashboard, world).filter((finding) => !EXEMPTIONS.some((exemption) => exempts(exemption, finding)));
}

export function exempts({ rules, dashboard, panels }: Exemption, finding: LintFinding): boolean {
  return rules.includes(finding.rule) && dashboard === finding.dashboard && panels.includes(finding.panel);
}
