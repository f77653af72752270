import { LogsSortOrder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/logs';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/loki';
import type { LogQuery } from '../../log-queries/log-query.js';
import { toLogql } from '../../log-queries/print-logql.js';
import { describePanel, LOG_SOURCE, planPanel, type PanelPlan, type PanelText, type Size } from './panel.js';

export type Logs = PanelText & Size & { readonly query: LogQuery };

export const NO_LINES = 'no lines, or no log store';

/** Log lines, the newest first. A Grafana without Loki shows that this panel has no data source, and all others as ever. */
export function logs(plan: Logs): PanelPlan {
  return planPanel(plan, { width: plan.width ?? 24, height: plan.height ?? 12 }, () =>
    new PanelBuilder()
      .title(plan.title)
      .description(describePanel(plan))
      .datasource(LOG_SOURCE)
      .noValue(NO_LINES)
      .withTarget(askLoki(toLogql(plan.query, 'any')).maxLines(500))
      .showTime(true)
      .wrapLogMessage(true)
      .prettifyLogMessage(false)
      .enableLogDetails(true)
      .sortOrder(LogsSortOrder.Descending),
  );
}

/** What lies in a time, not what holds now. */
export function askLoki(expr: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(LOG_SOURCE).expr(expr).queryType('range');
}
