import { GraphDrawStyle, StackingConfigBuilder, StackingMode, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { LogQuery } from '../../log-queries/log-query.js';
import { toLogql } from '../../log-queries/print-logql.js';
import { askLoki, NO_LINES } from './logs.js';
import { colorSeries, describePanel, LOG_SOURCE, planPanel, type PanelPlan, type PanelText, type Size } from './panel.js';

export type LinesOverTime = PanelText &
  Size & {
    readonly query: LogQuery;
    /** The label or field whose values are counted apart. */
    readonly by: 'level' | 'errorCode';
    readonly unit: string;
    /** Fixed colours of series, by a regular expression for their names. */
    readonly colors?: Readonly<Record<string, string>>;
  };

/** How many lines there are, as bars on each other; a bar counts what was written since the one before. */
export function linesOverTime(plan: LinesOverTime): PanelPlan {
  const { query, by } = plan;
  return planPanel(plan, { width: plan.width ?? 12, height: plan.height ?? 8 }, () => {
    const panel = new PanelBuilder()
      .title(plan.title)
      .description(describePanel(plan))
      .datasource(LOG_SOURCE)
      .unit(plan.unit)
      .min(0)
      .noValue(NO_LINES)
      .legend(new VizLegendOptionsBuilder().showLegend(true))
      .drawStyle(GraphDrawStyle.Bars)
      .fillOpacity(80)
      .lineWidth(0)
      .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
      .withTarget(askLoki(`sum by (${by}) (count_over_time(${toLogql(query, 'any')} [$__auto]))`).legendFormat(`{{${by}}}`));
    colorSeries(panel, plan.colors);
    return panel;
  });
}
