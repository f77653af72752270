import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboardUid, DATA_SOURCES, runbookUrl, type DashboardName, type Links } from '../config.js';
import { DATA_SOURCE_NAMES } from './data-sources.js';
import { layOut, type Row } from './layout.js';
import { DATA_SOURCE, type PanelPlan } from './panels/panel.js';
import { MONITORING } from './queries/monitoring.js';
import { repair } from './repair.js';

export type DashboardPlan = {
  readonly name: DashboardName;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
  /** The metric by which jobs and instances are found: whoever has it can be chosen. */
  readonly chosenBy: string;
  /** It has panels that ask Loki. */
  readonly asksLoki?: boolean;
  /** Besides data sources, jobs and instances. */
  readonly variables?: readonly Builder<VariableModel>[];
  /** What is shown at first, up to now. */
  readonly from?: string;
  /** Which dashboards it stands among; those of the click pipeline, if not said. */
  readonly family?: DashboardFamily;
};

/** Dashboards that lead to each other. */
export type DashboardFamily = {
  readonly title: string;
  readonly tag: string;
};

const PIPELINE: DashboardFamily = { title: 'Mining clicks', tag: 'mining-clicks' };

export function buildDashboard(plan: DashboardPlan, links: Links): Dashboard {
  const family = plan.family ?? PIPELINE;
  const dashboard = new DashboardBuilder(plan.title)
    .uid(dashboardUid(plan.name))
    .description(plan.description)
    .tags([family.tag])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: plan.from ?? 'now-1h', to: 'now' })
    .refresh('30s')
    .variables(variablesOf(plan))
    .annotations([alertMarks(), startMarks()])
    .link(otherDashboards(family))
    .build();
  return repair({ ...dashboard, panels: layOut(plan.rows, (panel, each) => addRunbook(panel, each, links)) });
}

function variablesOf({ chosenBy, asksLoki = false, variables = [] }: DashboardPlan): Builder<VariableModel>[] {
  const sources = [sourceVariable('prometheus'), ...(asksLoki ? [sourceVariable('loki')] : [])];
  return [...sources, jobVariable(chosenBy), instanceVariable(chosenBy), ...variables];
}

/** Named as dashboard-linter wants it where there are several. */
function sourceVariable(type: 'prometheus' | 'loki'): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder(`${type}_datasource`)
    .label(`${type.slice(0, 1).toUpperCase()}${type.slice(1)} data source`)
    .type(type)
    .current({ selected: true, text: DATA_SOURCE_NAMES[type], value: DATA_SOURCES[type] });
}

function jobVariable(metric: string): QueryVariableBuilder {
  return scopeVariable('job', 'Job', `label_values(${metric}, job)`);
}

function instanceVariable(metric: string): QueryVariableBuilder {
  return scopeVariable('instance', 'Instance', `label_values(${metric}{job=~"$job"}, instance)`);
}

/** Several may be chosen, or all, which means any value but none. */
export function scopeVariable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query({ query, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

function alertMarks(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Alerts')
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor('red')
    .expr(MONITORING.firingToMark.text)
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}}')
    .tagKeys('severity')
    .step('15s');
}

/** A process that starts is a deployment, a restart by somebody, or a crash; the version tells which. */
function startMarks(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Process starts')
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor('blue')
    .expr(MONITORING.starts.text)
    .titleFormat('{{job}} started')
    .textFormat('version {{version}}, {{instance}}')
    .tagKeys('job,version')
    .step('60s')
    .useValueForTime(true);
}

function otherDashboards({ title, tag }: DashboardFamily): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Dashboards).tags([tag]).asDropdown(true).keepTime(true).includeVars(true);
}

function addRunbook(panel: Panel, { runbook }: PanelPlan, links: Links): Panel {
  if (runbook === undefined) return panel;
  const link = new DashboardLinkBuilder(`Runbook: ${runbook}`).url(runbookUrl(links, runbook)).targetBlank(true);
  return { ...panel, links: [link.build()] };
}
