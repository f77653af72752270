import type { Dashboard, GridPos, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { GRID_WIDTH } from '../layout.js';
import { DASHBOARDS } from '../../config.js';
import { isLogQuery, panelsOf, targetsOf } from '../panel-queries.js';
import { panelRule, type Finding, type Rule } from './rule.js';

/** Panels of rows that are shut come after them, as when they are opened. */
const allOf = (dashboard: Dashboard): readonly (Panel | RowPanel)[] =>
  (dashboard.panels ?? []).flatMap((panel) => ('collapsed' in panel ? [panel, ...panel.panels] : [panel]));
const nameOf = ({ title }: Panel | RowPanel) => title ?? '';

function repeated<T>(values: readonly T[]): readonly T[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

function overlap(left: GridPos, right: GridPos): boolean {
  return left.x < right.x + right.w && right.x < left.x + left.w && left.y < right.y + right.h && right.y < left.y + left.h;
}

function findOverlaps(dashboard: Dashboard): readonly Finding[] {
  const panels = allOf(dashboard);
  return panels.flatMap((panel, index) =>
    panels.slice(index + 1).flatMap((other) => {
      const over = panel.gridPos && other.gridPos && overlap(panel.gridPos, other.gridPos);
      return over ? [{ panel: nameOf(panel), message: `it lies over ${nameOf(other)}` }] : [];
    }),
  );
}

function describePlace({ gridPos }: Panel | RowPanel): string | undefined {
  if (gridPos === undefined) return 'it has no place';
  const { x, y, w, h } = gridPos;
  return x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= GRID_WIDTH ? undefined : 'it stands out of the grid';
}

function emptyRows(dashboard: Dashboard): readonly Finding[] {
  const panels = allOf(dashboard);
  return panels.flatMap((panel, index) => {
    const next = panels[index + 1];
    const isEmpty = panel.type === 'row' && (next === undefined || next.type === 'row');
    return isEmpty ? [{ panel: nameOf(panel), message: 'the row has no panels' }] : [];
  });
}

/** A row that is opened pushes down what is below it; whatever asks Loki must not be open where there may be none. */
function shutRows(dashboard: Dashboard): readonly Finding[] {
  const panels = dashboard.panels ?? [];
  const shut = panels.findIndex((panel) => 'collapsed' in panel && panel.collapsed);
  const after = shut < 0 ? [] : panels.slice(shut + 1).map((panel) => ({ panel: nameOf(panel), message: 'it stands below a row that is shut' }));
  const open = panels.filter((panel): panel is Panel => !('collapsed' in panel) && targetsOf(panel).some(isLogQuery));
  const asking = dashboard.uid === DASHBOARDS.logs ? [] : open.map((panel) => ({ panel: nameOf(panel), message: 'it asks Loki in a row that is open' }));
  return [...after, ...asking];
}

export const LAYOUT_RULES: readonly Rule[] = [
  {
    name: 'panel-ids',
    check: (dashboard) => {
      const ids = allOf(dashboard).map(({ id }) => id);
      const twice = repeated(ids).map((id) => ({ panel: 'dashboard', message: `the id ${id} is there twice` }));
      return ids.some((id) => !id) ? [...twice, { panel: 'dashboard', message: 'a panel has no id' }] : twice;
    },
  },
  panelRule('ref-ids', (panel) => {
    const names = targetsOf(panel).map(({ refId }) => refId);
    if (names.some((name) => !name)) return 'a query has no refId';
    return repeated(names).length > 0 ? 'two queries have the same refId' : undefined;
  }),
  { name: 'overlap', check: findOverlaps },
  {
    name: 'grid',
    check: (dashboard) =>
      allOf(dashboard).flatMap((panel) => {
        const message = describePlace(panel);
        return message === undefined ? [] : [{ panel: nameOf(panel), message }];
      }),
  },
  { name: 'rows', check: emptyRows },
  { name: 'shut-rows', check: shutRows },
  {
    name: 'titles',
    check: (dashboard) => repeated(panelsOf(dashboard).map(nameOf)).map((panel) => ({ panel, message: 'two panels have this title' })),
  },
];
