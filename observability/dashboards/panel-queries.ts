import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';

/** All panels, those of rows that are shut included. */
export function panelsOf(dashboard: Dashboard): readonly Panel[] {
  return (dashboard.panels ?? []).flatMap((panel) => ('collapsed' in panel ? panel.panels : [panel]));
}

export function targetsOf(panel: Panel): readonly Dataquery[] {
  return (panel.targets ?? []) as unknown as readonly Dataquery[];
}

/** Whether it asks for log lines, or for numbers made of them. */
export function isLogQuery({ datasource }: Dataquery): boolean {
  return datasource?.type === 'loki';
}
