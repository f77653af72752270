import { expect, it } from 'vitest';
import type { Panel } from './dashboard-json.ts';
import { dataRows } from './data-rows.ts';
import { nextHidden } from './next-hidden.ts';

it('lists samples as they came, newest first', () => {
  const panel = { id: 1, type: 'timeseries', title: 'x', gridPos: { x: 0, y: 0, w: 1, h: 1 }, fieldConfig: { defaults: { unit: 's' } } } as Panel;
  const answer = { expr: 'up', stepSeconds: 5, resultType: 'matrix' as const, result: [{ metric: { job: 'a' }, values: [[1, '0.25'], [6, '1e-3']] as [number, string][] }, { metric: { job: 'b' }, values: [[6, 'NaN']] as [number, string][] }] };
  const rows = dataRows(panel, [{ target: { refId: 'A', expr: 'up', legendFormat: '{{job}}' }, answer, range: { from: 0, to: 10_000 }, stepSeconds: 5 }]);
  expect(rows.map(({ at, series, value, shown }) => [at, series, value, shown])).toEqual([
    [6000, 'a', '1e-3', '1 ms'],
    [6000, 'b', 'NaN', 'No data'],
    [1000, 'a', '0.25', '250 ms'],
  ]);
});

it('shows one series alone, and all again', () => {
  const names = ['a', 'b', 'c'];
  const alone = nextHidden(names, new Set(), 'a', false);
  expect([...alone]).toEqual(['b', 'c']);
  expect([...nextHidden(names, alone, 'a', false)]).toEqual([]);
  expect([...nextHidden(names, alone, 'b', true)]).toEqual(['c']);
});
