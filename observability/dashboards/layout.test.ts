import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { describe, expect, it } from 'vitest';
import { layOut } from './layout.js';
import type { PanelPlan } from './panels/panel.js';

const plan = (width: number, height: number): PanelPlan => ({ width, height, build: () => new PanelBuilder().build() });
const placesOf = (rows: Parameters<typeof layOut>[0]) => layOut(rows, (panel) => panel).map(({ gridPos: place }) => place && [place.x, place.y, place.w, place.h]);

describe('layOut', () => {
  it('goes on below the highest panel where the next does not fit', () => {
    expect(placesOf([{ title: 'a', panels: [plan(18, 4), plan(6, 8), plan(12, 4)] }])).toEqual([
      [0, 0, 24, 1],
      [0, 1, 18, 4],
      [18, 1, 6, 8],
      [0, 9, 12, 4],
    ]);
  });

  it('keeps the panels of a row that is shut inside it, placed as when it is opened', () => {
    const [row, next] = layOut([{ title: 'a', collapsed: true, panels: [plan(12, 8)] }, { title: 'b', panels: [plan(12, 4)] }], (panel) => panel);
    expect(row).toMatchObject({ type: 'row', collapsed: true, gridPos: { y: 0 }, panels: [{ gridPos: { x: 0, y: 1, w: 12, h: 8 } }] });
    expect(next).toMatchObject({ title: 'b', gridPos: { y: 1 } });
  });

  it('begins each row below all of the one before', () => {
    expect(placesOf([{ title: 'a', panels: [plan(12, 8), plan(12, 4)] }, { title: 'b', panels: [plan(12, 4)] }]).slice(3)).toEqual([
      [0, 9, 24, 1],
      [0, 10, 12, 4],
    ]);
  });
});
