import { describe, expect, it } from 'vitest';
import type { QuerySeries } from '../../../src/console/measured.ts';
import { rowsOf } from './query-rows.ts';

const series = (metric: QuerySeries['metric'], value: string): QuerySeries => ({ metric, value: [1_795_000_000, value] });

describe('an answer to a query of a runbook', () => {
  it('has a column for each label, and the largest number first; what is no number is last', () => {
    const { labels, rows, notShown } = rowsOf({ result: [series({ job: 'b' }, 'NaN'), series({ job: 'a', __name__: 'up' }, '1'), series({ instance: 'x', job: 'a' }, '+Inf'), series({ job: 'c' }, '2')] });
    expect(labels).toEqual(['instance', 'job']);
    expect(rows.map(({ labels: { job }, exact }) => [job, exact])).toEqual([['a', '+Inf'], ['c', '2'], ['a', '1'], ['b', 'NaN']]);
    expect(notShown).toBe(0);
  });

  it('has equal numbers by their labels', () => {
    const { rows } = rowsOf({ result: [series({ job: 'b' }, '0'), series({ job: 'a' }, '0')] });
    expect(rows.map(({ labels: { job } }) => job)).toEqual(['a', 'b']);
  });

  it.each([
    ['s', '90', '1.50 min'],
    ['percentunit', '0.125', '12.5%'],
    ['cps', '0.25', '0.250 /s'],
    [undefined, '4612', '4612'],
  ])('is told in its unit: %s', (unit, exact, value) => {
    expect(rowsOf({ result: [series({}, exact)], ...(unit !== undefined && { unit }) }).rows).toMatchObject([{ exact, value }]);
  });

  it('shows a hundred rows, and says how many more there are', () => {
    const { rows, notShown } = rowsOf({ result: Array.from({ length: 103 }, (_, index) => series({ job: String(index) }, String(index))) });
    expect([rows.length, notShown, rows[0]?.exact]).toEqual([100, 3, '102']);
  });
});
