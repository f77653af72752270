import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelPlan } from './panels/panel.js';

/** Columns of Grafana's grid. */
export const GRID_WIDTH = 24;

export type Row = {
  readonly title: string;
  readonly panels: readonly PanelPlan[];
  /** Shut at first: nothing in it is asked until somebody opens it. */
  readonly collapsed?: boolean;
};

type Placed = { readonly plan: PanelPlan; readonly x: number; readonly y: number };

/**
 * Places panels below their row's title, from left to right, and goes on below the highest one where the next does not
 * fit. The library's own placing lets panels stand out of the grid.
 */
export function layOut(rows: readonly Row[], finish: (panel: Panel, plan: PanelPlan) => Panel): (Panel | RowPanel)[] {
  let top = 0;
  return rows.flatMap(({ title, panels, collapsed = false }) => {
    const heading = rowPanel(title, top);
    const placed = placePanels(panels, top + 1);
    top = collapsed ? top + 1 : Math.max(...placed.map(({ plan, y }) => y + plan.height));
    const built = placed.map(({ plan, x, y }) => ({ ...finish(plan.build(), plan), gridPos: { x, y, w: plan.width, h: plan.height } }));
    return collapsed ? [{ ...heading, collapsed, panels: built }] : [heading, ...built];
  });
}

function rowPanel(title: string, y: number): RowPanel {
  return { type: 'row', collapsed: false, title, id: 0, gridPos: { x: 0, y, w: GRID_WIDTH, h: 1 }, panels: [] };
}

function placePanels(panels: readonly PanelPlan[], top: number): readonly Placed[] {
  let x = 0;
  let y = top;
  let below = top;
  return panels.map((plan) => {
    if (x + plan.width > GRID_WIDTH) [x, y] = [0, below];
    const placed = { plan, x, y };
    x += plan.width;
    below = Math.max(below, y + plan.height);
    return placed;
  });
}
