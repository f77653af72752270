import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { targetsOf } from '../panel-queries.js';
import { panelRule, type Rule } from './rule.js';

const PARTS_OF_DESCRIPTION = ['**Good:**', '**Otherwise:**'];

/** Lines have neither units nor names of series. */
const LINES = 'logs';

function describeUnit({ type, fieldConfig, options }: Panel): string | undefined {
  if (type === LINES) return undefined;
  if (!fieldConfig?.defaults.unit) return 'it has no unit';
  if (type === 'heatmap' && !options?.yAxis?.unit) return 'its axis has no unit';
  return undefined;
}

/** Grafana shortens before it rounds: 4,400 and 4,600 become 4 K and 5 K. */
function isRoundedToThousands({ fieldConfig }: Panel): boolean {
  return fieldConfig?.defaults.unit === 'short' && fieldConfig.defaults.decimals === 0;
}

/** Data source of panel and queries: always the variable. */
function hasFixedSource(panel: Panel): boolean {
  return [panel.datasource, ...targetsOf(panel).map((query) => query.datasource)].some(({ type, uid } = {}) => uid !== `\${${type}_datasource}`);
}

/** A legend that says nothing names series by all their labels. */
function describeLegend(panel: Panel): string | undefined {
  const { type, options } = panel;
  if (type === 'timeseries' && options?.legend?.showLegend !== true) return 'its legend is hidden';
  if (type === 'heatmap' && options?.legend?.show !== true) return 'its legend is hidden';
  if (type === LINES) return undefined;
  const unnamed = targetsOf(panel).find((query) => !query.legendFormat);
  return unnamed && `query ${unnamed.refId} does not say how its series are called`;
}

type Mapping = { readonly type: string; readonly options?: { readonly match?: string; readonly result?: { readonly text?: string } } };

/** Without a mapping Grafana writes NaN where nothing happened. */
function describeNoValue({ type, fieldConfig }: Panel): string | undefined {
  const { noValue, mappings = [] } = fieldConfig?.defaults ?? {};
  if (!noValue) return 'it does not say what it shows without a value';
  if (type !== 'stat') return undefined;
  const mapped = (mappings as readonly Mapping[]).some(({ type: kind, options }) => {
    return kind === 'special' && options?.match === 'null+nan' && options.result?.text === noValue;
  });
  return mapped ? undefined : 'it shows NaN where there is no number';
}

/** Thresholds colour a stat by themselves; on a chart they show only when their style says so. */
function describeThresholds({ type, fieldConfig }: Panel): string | undefined {
  const steps = fieldConfig?.defaults.thresholds?.steps.filter(({ value }) => value !== null) ?? [];
  const mode = fieldConfig?.defaults.custom?.thresholdsStyle?.mode ?? 'off';
  if (type !== 'timeseries' || steps.length === 0) return undefined;
  if (mode === 'off') return 'its thresholds are not drawn';
  const values = steps.map(({ value }) => value ?? 0);
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0)) ? undefined : 'its thresholds do not rise';
}

export const PANEL_RULES: readonly Rule[] = [
  panelRule('panel-datasource-rule', (panel) => (hasFixedSource(panel) ? 'it does not use the variable of its data source' : undefined)),
  panelRule('panel-title-description-rule', ({ title, description = '' }) => {
    if (!title) return 'it has no title';
    const missing = PARTS_OF_DESCRIPTION.find((part) => !description.includes(part));
    return missing && `its description has no ${missing}`;
  }),
  panelRule('panel-units-rule', describeUnit),
  panelRule('rounded-thousands', (panel) => (isRoundedToThousands(panel) ? 'above 1,000 it shows whole thousands only' : undefined)),
  panelRule('panel-no-targets-rule', (panel) => (targetsOf(panel).length === 0 ? 'it asks nothing' : undefined)),
  panelRule('legend', describeLegend),
  panelRule('no-value', describeNoValue),
  panelRule('thresholds-drawn', describeThresholds),
];
