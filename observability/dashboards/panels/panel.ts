import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel, Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import { FieldColorModeId, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Vector } from '../../promql/promql.js';

/** What every panel says about itself to somebody who sees it for the first time, at night. */
export type PanelText = {
  readonly title: string;
  readonly shows: string;
  readonly good: string;
  /** What to do, or where to look, when it is not good. */
  readonly otherwise: string;
  /** The alert whose runbook the panel links to. */
  readonly runbook?: string;
};

/** A panel before it has its place, its id and its links. `build` makes a new one each time. */
export type PanelPlan = {
  readonly width: number;
  readonly height: number;
  readonly runbook?: string;
  readonly build: () => Panel;
};

/** `legend` is Grafana's: `{{label}}` stands for the label's value. */
export type Query = { readonly expr: Vector; readonly legend: string };

/** From `from` upwards a value has the colour. */
export type Step = { readonly from: number; readonly color: string };

export type Size = { readonly width?: number; readonly height?: number };

/** The dashboard's variables, never one data source by name. */
export const DATA_SOURCE = { type: 'prometheus', uid: '${prometheus_datasource}' };
export const LOG_SOURCE = { type: 'loki', uid: '${loki_datasource}' };

export const NO_VALUE = 'no data';

export function planPanel(text: PanelText, size: Required<Size>, builder: () => Builder<Panel>): PanelPlan {
  return { ...size, ...(text.runbook !== undefined && { runbook: text.runbook }), build: () => builder().build() };
}

export function describePanel({ shows, good, otherwise }: PanelText): string {
  return `${shows}\n\n**Good:** ${good}\n\n**Otherwise:** ${otherwise}`;
}

export function overTime({ expr, legend }: Query): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATA_SOURCE).expr(expr.text).legendFormat(legend).range();
}

export function now({ expr, legend }: Query): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATA_SOURCE).expr(expr.text).legendFormat(legend).instant();
}

export const asTable = (query: Query) => now(query).format(PromQueryFormat.Table);
export const asBuckets = (query: Query) => overTime(query).format(PromQueryFormat.Heatmap);

type Colored = { overrideByRegexp(series: string, properties: { id: string; value: unknown }[]): unknown };

/** Gives series, named by regular expressions, colours of their own. */
export function colorSeries(panel: Colored, colors: Readonly<Record<string, string>> = {}): void {
  for (const [series, color] of Object.entries(colors)) {
    panel.overrideByRegexp(series, [{ id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: color } }]);
  }
}

export function steps(from: readonly Step[], base = 'green'): ThresholdsConfigBuilder {
  const all: Threshold[] = [{ value: null, color: base }, ...from.map((step) => ({ value: step.from, color: step.color }))];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);
}
