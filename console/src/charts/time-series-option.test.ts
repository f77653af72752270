import { expect, it } from 'vitest';
import type { Series } from '../dashboards/series.ts';
import { seriesColors } from './palette.ts';
import { colored, highestOf, tickInterval } from './time-series-option.ts';

const series = (name: string, values: readonly (number | null)[], fixedColor?: string): Series => ({
  refId: 'A',
  name,
  labels: {},
  points: values.map((value, index) => [index, value]),
  field: fixedColor === undefined ? {} : { color: { mode: 'fixed', fixedColor } },
});

it('gives no series of the palette a colour that a name was given', () => {
  const colors = colored([series('202', [], 'green'), series('a', []), series('b', []), series('c', [])], 'light').map(({ color }) => color);
  expect(new Set(colors).size).toBe(4);
  expect(seriesColors('light')).toContain(colors[0]);
});

it('finds the highest value, of stacked series the highest sum', () => {
  const both = [series('a', [1, 5, null]), series('b', [4, 2, Infinity])];
  expect([highestOf(both, undefined), highestOf(both, { stacking: { mode: 'normal' } })]).toEqual([5, 7]);
});

it.each([
  [1, undefined, 0.2],
  [5500, undefined, 1000],
  [16, undefined, 5],
  [1.2, 1, 1],
  [0.1, undefined, 0.02],
])('has ticks on an axis of %d, no finer than %s, every %d', (length, finest, interval) => {
  expect(tickInterval(length, finest)).toBeCloseTo(interval);
});
