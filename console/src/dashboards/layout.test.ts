import { expect, it } from 'vitest';
import type { Dashboard, Panel } from './dashboard-json.ts';
import { placeOf, sectionsOf, topOf } from './layout.ts';

const panel = (id: number, x: number, y: number, more = {}): Panel => ({ id, type: 'stat', title: `${id}`, gridPos: { x, y, w: 12, h: 8 }, ...more });

it('puts panels under their rows, those of collapsed rows as well, in the order of reading', () => {
  const panels = [panel(1, 0, 0, { type: 'row', collapsed: false, panels: [] }), panel(3, 12, 1), panel(2, 0, 1), panel(4, 0, 9, { type: 'row', collapsed: true, panels: [panel(5, 0, 10)] })];
  const sections = sectionsOf({ panels } as unknown as Dashboard);
  expect(sections.map(({ row, panels: below }) => [row?.id, below.map(({ id }) => id)])).toEqual([
    [1, [2, 3]],
    [4, [5]],
  ]);
});

it('places panels on lines that count within their section', () => {
  const panels = [panel(2, 0, 5), panel(3, 12, 13)];
  expect(panels.map((one) => placeOf(one, topOf(panels)))).toEqual([
    { column: '1 / span 12', row: '1 / span 8' },
    { column: '13 / span 12', row: '9 / span 8' },
  ]);
});
