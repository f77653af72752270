import type { Dashboard, GridPos, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { GRID_WIDTH } from '../layout.js';
import { panelsOf, targetsOf } from '../list-queries.js';
import { panelRule, type Finding, type Rule } from './rule.js';

const allOf = (dashboard: Dashboard): readonly (Panel | RowPanel)[] => dashboard.panels ?? [];
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
  {
    name: 'titles',
    check: (dashboard) => repeated(panelsOf(dashboard).map(nameOf)).map((panel) => ({ panel, message: 'two panels have this title' })),
  },
];
