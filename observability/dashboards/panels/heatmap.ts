import { CellValuesBuilder, HeatmapColorMode, HeatmapColorOptionsBuilder, PanelBuilder, YAxisConfigBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { asBuckets, DATA_SOURCE, describePanel, NO_VALUE, planPanel, type PanelPlan, type PanelText, type Query, type Size } from './panel.js';

export type Heatmap = PanelText &
  Size & {
    /** By `le`. */
    readonly query: Query;
    /** Of the buckets' bounds. */
    readonly unit: string;
    /** Of what is counted in the cells. */
    readonly cellUnit: string;
  };

/** How often which time was taken: the columns are moments, the rows buckets. */
export function heatmap(plan: Heatmap): PanelPlan {
  return planPanel(plan, { width: plan.width ?? 12, height: plan.height ?? 8 }, () =>
    new PanelBuilder()
      .title(plan.title)
      .description(describePanel(plan))
      .datasource(DATA_SOURCE)
      .unit(plan.cellUnit)
      .noValue(NO_VALUE)
      .withTarget(asBuckets(plan.query))
      .calculate(false)
      .yAxis(new YAxisConfigBuilder().unit(plan.unit))
      .cellValues(new CellValuesBuilder().unit(plan.cellUnit))
      .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').exponent(0.5).steps(64))
      .showLegend(),
  );
}
