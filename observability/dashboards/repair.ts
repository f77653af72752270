import type { Dashboard, DashboardLink, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * What the library builds, without what it does wrong. `repair.test.ts` shows each fault and its repair; what is no
 * longer built wrong after an update can go here.
 */
export function repair(built: Dashboard): Dashboard {
  // Builders hand out their inner object: a copy cannot change with it. Queries have a method, which is no part of the file.
  const dashboard = JSON.parse(JSON.stringify(built)) as Dashboard;
  showLinksAndAnnotations(dashboard);
  const panels = withInnerPanels(dashboard.panels ?? []);
  for (const panel of panels) repairPanelLinks(panel);
  numberPanels(panels);
  letterQueries(panels);
  return dashboard;
}

/** Rows that are shut hold their panels. */
function withInnerPanels(panels: readonly (Panel | RowPanel)[]): readonly (Panel | RowPanel)[] {
  return panels.flatMap((panel) => ('collapsed' in panel ? [panel, ...panel.panels] : [panel]));
}

/** Every link and annotation is built into the menu of controls, out of sight; there is no way to ask for another place. */
function showLinksAndAnnotations(dashboard: Dashboard): void {
  for (const each of [...(dashboard.links ?? []), ...(dashboard.annotations.list ?? [])]) delete each.placement;
}

/** Panels are given dashboards' links; theirs have a title and an address only. */
function repairPanelLinks(panel: Panel | RowPanel): void {
  if (!('links' in panel) || panel.links === undefined) return;
  panel.links = panel.links.map(({ title, url, targetBlank }) => ({ title, url, targetBlank }) as DashboardLink);
}

/** Panels have no id, and rows all have 0. */
function numberPanels(panels: readonly (Panel | RowPanel)[]): void {
  panels.forEach((panel, index) => (panel.id = index + 1));
}

/** Queries have no name of their own. */
function letterQueries(panels: readonly (Panel | RowPanel)[]): void {
  for (const panel of panels) {
    if (!('targets' in panel)) continue;
    panel.targets?.forEach((target, index) => Object.assign(target, { refId: String.fromCharCode('A'.charCodeAt(0) + index) }));
  }
}
