import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { asTable, DATA_SOURCE, describePanel, planPanel, steps, type PanelPlan, type PanelText, type Query, type Size, type Step } from './panel.js';

/** What a click on a cell opens. `url` may have Grafana's `${__data.fields["Column"]}`. */
export type CellLink = { readonly title: string; readonly url: string };

export type Table = PanelText &
  Size & {
    readonly query: Query;
    /** The label of each column with its heading, from left to right; `Value` is the number. */
    readonly columns: Readonly<Record<string, string>>;
    /** Of the number. */
    readonly unit: string;
    readonly decimals?: number;
    readonly sortedBy: string;
    readonly descending?: boolean;
    readonly steps?: readonly Step[];
    readonly links?: Readonly<Record<string, readonly CellLink[]>>;
    readonly noValue: string;
  };

export function table(plan: Table): PanelPlan {
  return planPanel(plan, { width: plan.width ?? 12, height: plan.height ?? 8 }, () => {
    const panel = new PanelBuilder()
      .title(plan.title)
      .description(describePanel(plan))
      .datasource(DATA_SOURCE)
      .unit(plan.unit)
      .noValue(plan.noValue)
      .filterable(true)
      .withTarget(asTable(plan.query))
      .withTransformation({ id: 'organize', options: columnOptions(plan.columns) })
      .withTransformation({ id: 'sortBy', options: { fields: {}, sort: [{ field: plan.sortedBy, desc: plan.descending ?? false }] } });
    if (plan.decimals !== undefined) panel.decimals(plan.decimals);
    if (plan.steps) panel.thresholds(steps(plan.steps, 'text'));
    if (plan.steps && plan.columns.Value !== undefined) {
      panel.overrideByName(plan.columns.Value, [{ id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } }]);
    }
    for (const [column, links] of Object.entries(plan.links ?? {})) panel.overrideByName(column, [{ id: 'links', value: links }]);
    return panel;
  });
}

function columnOptions(columns: Readonly<Record<string, string>>) {
  const fields = Object.keys(columns);
  const hidden = ['Time', 'Value'].filter((field) => !fields.includes(field));
  return {
    excludeByName: Object.fromEntries(hidden.map((field) => [field, true])),
    indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
    renameByName: { ...columns },
  };
}
