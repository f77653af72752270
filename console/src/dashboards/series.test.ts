import { describe, expect, it } from 'vitest';
import type { PanelAnswer } from '../../../src/console/measured.ts';
import type { Panel } from './dashboard-json.ts';
import { bucketsOf, shadeOf } from './buckets.ts';
import { legendOf, seriesOf, type Asked } from './series.ts';
import { sortedBy, tableOf } from './table-rows.ts';

const PANEL = { id: 1, type: 'timeseries', title: 'x', gridPos: { x: 0, y: 0, w: 12, h: 8 } } as Panel;

function asked(result: PanelAnswer['result'], target = {}): Asked {
  return { target: { refId: 'A', expr: 'up', ...target }, answer: { expr: 'up', stepSeconds: 5, resultType: 'matrix', result }, range: { from: 0, to: 20_000 }, stepSeconds: 5 };
}

describe('seriesOf', () => {
  it('has null where a sample is missing or no number', () => {
    const [series] = seriesOf(PANEL, [asked([{ metric: { job: 'a' }, values: [[0, '1'], [5, 'NaN'], [15, '2.5'], [20, '+Inf']] }], { legendFormat: '{{job}} at {{nowhere}}' })]);
    expect(series?.name).toBe('a at ');
    expect(series?.points).toEqual([[0, 1], [5000, null], [10_000, null], [15_000, 2.5], [20_000, Infinity]]);
  });

  it('has one point of an instant answer', () => {
    expect(seriesOf(PANEL, [asked([{ metric: {}, value: [7.5, '3'] }])])[0]?.points).toEqual([[7500, 3]]);
  });
});

it('names a series by its labels where the target has no format', () => {
  const target = { refId: 'A', expr: 'up' };
  expect(legendOf(target, { __name__: 'up', job: 'a' }, 'up')).toBe('up{job="a"}');
  expect(legendOf(target, {}, 'sum(up)')).toBe('sum(up)');
});

describe('tableOf', () => {
  const panel = {
    ...PANEL,
    type: 'table',
    transformations: [
      { id: 'organize', options: { excludeByName: { Time: true }, indexByName: { code: 0, Value: 1 }, renameByName: { code: 'Error code', Value: 'Failures' } } },
      { id: 'sortBy', options: { sort: [{ field: 'Failures', desc: true }] } },
    ],
  } as Panel;

  it('has columns as the panel orders and names them, and rows as it sorts them', () => {
    const table = tableOf(panel, [asked([{ metric: { code: 'X' }, value: [1, '2'] }, { metric: { code: 'Y' }, value: [1, '30'] }])]);
    expect(table.columns.map(({ name }) => name)).toEqual(['Error code', 'Failures']);
    expect(table.rows).toEqual([['Y', 30], ['X', 2]]);
  });

  it('sorts words with numbers in them as people do', () => {
    expect(sortedBy([['a:10'], ['a:9'], [null]], 0, false)).toEqual([['a:9'], ['a:10'], [null]]);
  });
});

describe('bucketsOf', () => {
  it('takes from each bucket what those below it hold', () => {
    const buckets = bucketsOf(asked([{ metric: { le: '+Inf' }, values: [[0, '10'], [5, '4']] }, { metric: { le: '0.5' }, values: [[0, '3'], [5, '4']] }, { metric: { le: '2' }, values: [[0, '10'], [5, '4']] }]), 1e-9);
    expect(buckets.bounds).toEqual([0.5, 2, Infinity]);
    expect(buckets.cells).toEqual([{ at: 0, bucket: 0, value: 3 }, { at: 5000, bucket: 0, value: 4 }, { at: 0, bucket: 1, value: 7 }]);
  });

  it('shades by the root where the exponent is a half', () => {
    expect([shadeOf(25, 100, 0.5), shadeOf(100, 100, 0.5), shadeOf(1, 0, 0.5)]).toEqual([0.5, 1, 0]);
  });
});
