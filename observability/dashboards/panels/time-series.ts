import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { logsAroundPoint, type LogLines } from '../log-links.js';
import { colorSeries, DATA_SOURCE, describePanel, NO_VALUE, overTime, planPanel, steps, type PanelPlan, type PanelText, type Query, type Size, type Step } from './panel.js';

export type TimeSeries = PanelText &
  Size & {
    readonly queries: readonly Query[];
    readonly unit: string;
    readonly decimals?: number;
    /** Where the axis starts; `undefined` where values may be below 0. */
    readonly min?: number | undefined;
    readonly max?: number;
    /** The axis reaches at least up to here. */
    readonly softMax?: number;
    readonly draw?: 'lines' | 'stacked bars' | 'stairs';
    /** What it says when there is no series, where that is not a lack of data. */
    readonly noValue?: string;
    /** Drawn as dashed lines with their colour above. */
    readonly lines?: readonly Step[];
    /** Fixed colours of series, by a regular expression for their names. */
    readonly colors?: Readonly<Record<string, string>>;
    /** Traces of single events are drawn as dots. */
    readonly exemplars?: boolean;
    /** Which log lines a click on a point opens: those of the minute before and after. */
    readonly logs?: LogLines;
  };

export function timeSeries(plan: TimeSeries): PanelPlan {
  return planPanel(plan, { width: plan.width ?? 12, height: plan.height ?? 8 }, () => {
    const panel = basePanel(plan);
    for (const query of plan.queries) panel.withTarget(plan.exemplars ? overTime(query).exemplar(true) : overTime(query));
    drawAs(panel, plan.draw ?? 'lines');
    if (plan.lines) panel.thresholds(steps(plan.lines, 'transparent')).thresholdsStyle(drawnThresholds());
    colorSeries(panel, plan.colors);
    if (plan.logs) panel.overrideByFieldType('number', [{ id: 'links', value: [logsAroundPoint(plan.logs)] }]);
    return panel;
  });
}

function basePanel(plan: TimeSeries): PanelBuilder {
  const panel = new PanelBuilder()
    .title(plan.title)
    .description(describePanel(plan))
    .datasource(DATA_SOURCE)
    .unit(plan.unit)
    .noValue(plan.noValue ?? NO_VALUE)
    .legend(legend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .showPoints(VisibilityMode.Never);
  const min = 'min' in plan ? plan.min : 0;
  if (min !== undefined) panel.min(min);
  if (plan.max !== undefined) panel.max(plan.max);
  if (plan.softMax !== undefined) panel.axisSoftMax(plan.softMax);
  if (plan.decimals !== undefined) panel.decimals(plan.decimals);
  return panel;
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull', 'max'])
    // The name that Grafana gives to the first of these: the largest comes first, not the many that are 0.
    .sortBy('Last *')
    .sortDesc(true);
}

function drawnThresholds(): GraphThresholdsStyleConfigBuilder {
  return new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.DashedAndArea);
}

function drawAs(panel: PanelBuilder, draw: NonNullable<TimeSeries['draw']>): void {
  if (draw === 'stacked bars') {
    const stacking = new StackingConfigBuilder().mode(StackingMode.Normal).group('A');
    panel.drawStyle(GraphDrawStyle.Bars).fillOpacity(80).lineWidth(0).stacking(stacking);
    return;
  }
  panel.drawStyle(GraphDrawStyle.Line).fillOpacity(8).lineWidth(2);
  if (draw === 'stairs') panel.lineInterpolation(LineInterpolation.StepAfter);
}
