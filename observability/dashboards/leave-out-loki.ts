import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARDS } from '../config.js';
import { isLogQuery, targetsOf } from './panel-queries.js';

/** For whoever has the log lines elsewhere: nothing asks Loki, and no link leads to lines that are not there. */
export function leaveOutLoki(dashboard: Dashboard): Dashboard {
  const variables = dashboard.templating.list?.filter(({ type, query }) => type !== 'datasource' || query !== 'loki') ?? [];
  const panels = (dashboard.panels ?? []).filter((panel) => !asksLoki(panel)).map(withoutLogLinks);
  return { ...dashboard, templating: { ...dashboard.templating, list: variables }, panels };
}

function asksLoki(panel: Panel | RowPanel): boolean {
  return 'collapsed' in panel ? panel.panels.some(asksLoki) : targetsOf(panel).some(isLogQuery);
}

type Properties = readonly { readonly id: string; readonly value?: unknown }[];

function leadsToLogs({ id, value }: Properties[number]): boolean {
  return id === 'links' && JSON.stringify(value).includes(`/d/${DASHBOARDS.logs}`);
}

function withoutLogLinks<P extends Panel | RowPanel>(panel: P): P {
  if (!('fieldConfig' in panel) || panel.fieldConfig === undefined) return panel;
  const kept = panel.fieldConfig.overrides.map((override) => ({ ...override, properties: override.properties.filter((each) => !leadsToLogs(each)) }));
  return { ...panel, fieldConfig: { ...panel.fieldConfig, overrides: kept.filter(({ properties }) => properties.length > 0) } };
}
