import type { Dashboard, GridPos, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import { describe, expect, it } from 'vitest';
import { LOCAL_LINKS } from '../config.js';
import { buildDashboards } from './dashboards.js';
import { EXEMPTIONS } from './lint/exemptions.js';
import { exempts, findAll, lint, RULES } from './lint/lint.js';
import { panelsOf, targetsOf } from './panel-queries.js';

/** A new copy of the dashboard Queue and workers, which has every kind of panel but a table and no exemption. */
function queueDashboard(): Dashboard {
  const found = buildDashboards().find(({ uid }) => uid === 'mining-click-queue');
  if (!found) throw new Error('the dashboard is gone');
  return found;
}

function pick<T>(values: readonly T[] | undefined, isWanted: (value: T) => boolean): T {
  const found = values?.find(isWanted);
  if (found === undefined) throw new Error('there is nothing to plant the fault in');
  return found;
}

const panel = (dashboard: Dashboard, type: string): Panel => pick(panelsOf(dashboard), (each) => each.type === type);
const query = (dashboard: Dashboard, type = 'timeseries'): Dataquery => pick(targetsOf(panel(dashboard, type)), () => true);
const variable = (dashboard: Dashboard, name: string): VariableModel => pick(dashboard.templating.list, (each) => each.name === name);
const withLines = (dashboard: Dashboard): Panel => pick(panelsOf(dashboard), ({ type, fieldConfig }) => type === 'timeseries' && fieldConfig?.defaults.thresholds !== undefined);
const place = (dashboard: Dashboard, type: string): GridPos => pick([panel(dashboard, type).gridPos].flatMap((each) => each ?? []), () => true);
const runbookLink = (dashboard: Dashboard) => pick(panel(dashboard, 'stat').links, () => true);
const ask = (expr: string) => (dashboard: Dashboard) => Object.assign(query(dashboard), { expr, legendFormat: 'x' });
const SCOPE = 'job=~"$job",instance=~"$instance"';

type Plant = (dashboard: Dashboard) => unknown;

const PLANTED: readonly (readonly [rule: string, fault: string, plant: Plant])[] = [
  ['template-datasource-rule', 'no variable', (it) => (it.templating.list = it.templating.list?.slice(1) ?? [])],
  ['template-datasource-rule', 'another name', (it) => (variable(it, 'prometheus_datasource').name = 'prometheus')],
  ['template-datasource-rule', 'a label that does not say which', (it) => (variable(it, 'loki_datasource').label = 'Data source')],
  ['template-datasource-rule', 'one that nothing asks', (it) => Object.assign(variable(it, 'loki_datasource'), { name: 'tempo_datasource', label: 'Tempo data source', query: 'tempo' })],
  ['template-job-rule', 'no variable', (it) => (variable(it, 'job').name = 'jobs')],
  ['template-job-rule', 'only one', (it) => (variable(it, 'job').multi = false)],
  ['template-instance-rule', 'another meaning of all', (it) => (variable(it, 'instance').allValue = '.*')],
  ['template-instance-rule', 'a fixed source', (it) => (variable(it, 'instance').datasource = { type: 'prometheus', uid: 'fixed' })],
  ['template-label-promql-rule', 'not PromQL', (it) => (variable(it, 'job').query = { query: 'label_values(up{, job)', refId: 'job' })],
  ['template-on-time-change-reload-rule', 'read once', (it) => (variable(it, 'job').refresh = 1)],
  ['uneditable-dashboard', 'editable', (it) => (it.editable = true)],
  ['dashboard-head', 'no uid', (it) => delete it.uid],
  ['panel-datasource-rule', 'fixed in a stat', (it) => (panel(it, 'stat').datasource = { type: 'prometheus', uid: 'fixed' })],
  ['panel-datasource-rule', 'fixed in a query', (it) => (query(it, 'heatmap').datasource = { type: 'prometheus', uid: 'fixed' })],
  ['panel-title-description-rule', 'no title', (it) => (panel(it, 'timeseries').title = '')],
  ['panel-title-description-rule', 'half a description', (it) => (panel(it, 'timeseries').description = 'Shows it.')],
  ['panel-units-rule', 'none on a stat with mappings', (it) => delete panel(it, 'stat').fieldConfig?.defaults.unit],
  ['panel-units-rule', 'none on the axis of a heatmap', (it) => (panel(it, 'heatmap').options.yAxis = {})],
  ['rounded-thousands', 'a depth in thousands', (it) => Object.assign(panel(it, 'stat').fieldConfig?.defaults ?? {}, { unit: 'short', decimals: 0 })],
  ['panel-no-targets-rule', 'no queries', (it) => (panel(it, 'stat').targets = [])],
  ['legend', 'hidden', (it) => (panel(it, 'timeseries').options.legend.showLegend = false)],
  ['legend', 'hidden on a heatmap', (it) => (panel(it, 'heatmap').options.legend.show = false)],
  ['legend', 'series without a name', (it) => delete query(it).legendFormat],
  ['no-value', 'says nothing', (it) => delete panel(it, 'timeseries').fieldConfig?.defaults.noValue],
  ['no-value', 'shows NaN', (it) => Object.assign(panel(it, 'stat').fieldConfig?.defaults ?? {}, { mappings: [] })],
  ['thresholds-drawn', 'not drawn', (it) => delete withLines(it).fieldConfig?.defaults.custom.thresholdsStyle],
  ['thresholds-drawn', 'switched off', (it) => Object.assign(withLines(it).fieldConfig?.defaults.custom.thresholdsStyle, { mode: 'off' })],
  ['thresholds-drawn', 'out of order', (it) => withLines(it).fieldConfig?.defaults.thresholds?.steps.push({ value: 1, color: 'red' })],
  ['target-promql-rule', 'not PromQL', ask('sum(rate(x[5m])')],
  ['target-logql-rule', 'no labels', (it) => Object.assign(query(it), { expr: 'error', datasource: { type: 'loki', uid: '${loki_datasource}' } })],
  ['target-logql-auto-rule', 'a fixed range', (it) => Object.assign(query(it), { expr: 'rate({job="api"}[5m])', datasource: { type: 'loki', uid: '${loki_datasource}' } })],
  ['log-stream-labels', 'a field that is no label', (it) => (query(it, 'logs').expr = '{job="mining-click-api", errorCode="INTERNAL"}')],
  ['log-stream-labels', 'every program', (it) => (query(it, 'logs').expr = '{job=~"$job", level="error"} | json')],
  ['target-rate-interval-rule', 'a fixed range', ask(`sum(rate(mining_worker_processed_total{${SCOPE}}[5m]))`)],
  ['target-rate-interval-rule', 'a rate over all of the time', ask(`sum(rate(mining_worker_processed_total{${SCOPE}}[$__range]))`)],
  ['target-job-rule', 'no matcher', ask('max(mining_click_queue_depth{instance=~"$instance"})')],
  ['target-job-rule', 'on one side only', ask(`max(mining_click_queue_depth{${SCOPE}}) - max(mining_worker_lag_seconds{instance=~"$instance"})`)],
  ['target-instance-rule', 'an equality', ask('max(mining_click_queue_depth{job=~"$job",instance="$instance"})')],
  ['target-counter-agg-rule', 'a counter as it is', ask('mining_worker_processed_total')],
  ['target-counter-agg-rule', 'a counter with matchers', ask(`sum(mining_worker_processed_total{${SCOPE}})`)],
  ['target-counter-agg-rule', 'buckets as they are', ask(`sum(redis_latency_ms_bucket{${SCOPE}}) by (le)`)],
  ['unsummed-ratio', 'series by series', ask(`rate(mining_click_requests_total{status="429",${SCOPE}}[$__rate_interval]) / rate(mining_click_requests_total{${SCOPE}}[$__rate_interval])`)],
  ['unsummed-rate', 'one line for each series', ask(`rate(mining_worker_failed_total{${SCOPE}}[$__rate_interval])`)],
  ['quantile-needs-le', 'summed away', ask(`histogram_quantile(0.95, sum(rate(redis_latency_ms_bucket{${SCOPE}}[$__rate_interval])) by (command))`)],
  ['sum-of-same-truth', 'depth three times', ask(`sum(mining_click_queue_depth{${SCOPE}})`)],
  ['known-metric', 'a word misspelt', ask(`max(mining_click_queue_deepness{${SCOPE}})`)],
  ['known-metric', 'a recorded name misspelt', ask('slo:mining_error_budget:remaining')],
  ['legend-labels', 'a label that is summed away', (it) => (query(it).legendFormat = '{{status}}')],
  ['division-by-nothing', 'no traffic', ask(`sum(rate(mining_worker_failed_total{${SCOPE}}[$__rate_interval])) / sum(rate(mining_worker_processed_total{${SCOPE}}[$__rate_interval]))`)],
  ['panel-ids', 'one twice', (it) => (panel(it, 'stat').id = panel(it, 'timeseries').id ?? 0)],
  ['panel-ids', 'none', (it) => delete panel(it, 'stat').id],
  ['ref-ids', 'none', (it) => delete query(it).refId],
  ['ref-ids', 'one twice', (it) => targetsOf(panel(it, 'timeseries')).forEach((each) => (each.refId = 'A'))],
  ['overlap', 'one over the other', (it) => Object.assign(place(it, 'heatmap'), place(it, 'stat'))],
  ['grid', 'out on the right', (it) => (place(it, 'heatmap').x = 18)],
  ['rows', 'nothing below', (it) => it.panels?.push({ type: 'row', collapsed: false, id: 99, title: 'Empty', panels: [], gridPos: { x: 0, y: 99, w: 24, h: 1 } })],
  ['shut-rows', 'not the last', (it) => it.panels?.reverse()],
  ['shut-rows', 'open', (it) => it.panels?.push(panel(it, 'logs'))],
  ['titles', 'one twice', (it) => (panel(it, 'heatmap').title = panel(it, 'stat').title ?? '')],
  ['links', 'an alert that does not exist', (it) => (runbookLink(it).url = 'http://127.0.0.1:8080/docs/runbooks/MiningNothing')],
  ['links', 'a dashboard that does not exist', (it) => (runbookLink(it).url = '/d/mining-click-nothing')],
  ['links', 'another host', (it) => (runbookLink(it).url = 'https://example.org/runbook')],
  ['links', 'a variable that log lines do not have', (it) => (runbookLink(it).url = '/d/mining-click-logs?var-code=INTERNAL')],
  ['other-dashboards', 'none', (it) => (it.links = [])],
  ['annotations', 'no marks of alerts', (it) => (it.annotations.list = it.annotations.list?.slice(1) ?? [])],
  ['hidden-controls', 'in the menu', (it) => Object.assign(it.links?.[0] ?? {}, { placement: 'inControlsMenu' })],
];

describe('the dashboards', () => {
  it.each(buildDashboards().map((dashboard) => [dashboard.title, dashboard] as const))('%s: no rule finds anything', (_title, dashboard) => {
    expect(lint(dashboard)).toEqual([]);
  });

  it('ask nothing of Loki, and lead to nothing in it, where Elasticsearch has the lines', () => {
    const dashboards = buildDashboards({ ...LOCAL_LINKS, logStore: 'elasticsearch' });
    expect(dashboards.flatMap((dashboard) => lint(dashboard))).toEqual([]);
    expect(JSON.stringify(dashboards)).not.toMatch(/"loki"|loki_datasource|mining-click-logs/);
    const panels = (all: readonly Dashboard[]) => all.flatMap(panelsOf).flatMap(({ title, type }) => (type === 'logs' ? [] : [title]));
    expect(panels(dashboards)).toEqual(panels(buildDashboards().slice(0, -1)));
  });

  it('need each of the exemptions, for each of its panels', () => {
    const findings = buildDashboards().flatMap((dashboard) => findAll(dashboard));
    const each = EXEMPTIONS.flatMap((exemption) =>
      exemption.panels.flatMap((title) => exemption.rules.map((rule) => ({ ...exemption, panels: [title], rules: [rule] }))),
    );
    expect(each.filter((exemption) => !findings.some((finding) => exempts(exemption, finding)))).toEqual([]);
  });
});

describe('each rule', () => {
  it.each(PLANTED)('%s: finds a planted fault: %s', (rule, _fault, plant) => {
    const dashboard = queueDashboard();
    expect(lint(dashboard)).toEqual([]);
    plant(dashboard);
    expect(lint(dashboard).map((finding) => finding.rule)).toContain(rule);
  });

  it('has a planted fault', () => {
    const names = RULES.map(({ name }) => name);
    expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(names));
    expect(new Set(names).size).toBe(names.length);
  });

  it('of dashboard-linter is there', () => {
    const published = RULES.filter(({ name }) => name.endsWith('-rule') || name === 'uneditable-dashboard');
    expect(published).toHaveLength(17);
  });
});
