import { expect, it } from 'vitest';
import type { DataRow } from './data-rows.ts';
import { filterRows } from './filter-rows.ts';

const rowOf = (series: string, value: string, labels = {}): DataRow => ({ at: 1, series, value, labels, shown: value, links: [] });
const rows = [rowOf('202', '0.5', { status: '202', job: 'mining-click-api' }), rowOf('503', '0', { status: '503', job: 'mining-click-api' }), rowOf('all', 'NaN', {}), rowOf('small', '1e-9', {})];
const seriesOf = (filter: Partial<Parameters<typeof filterRows>[1]>) => filterRows(rows, { isNotZero: false, search: '', ...filter }).map(({ series }) => series);

it('keeps all samples where nothing is asked for', () => {
  expect(seriesOf({ search: '  ' })).toEqual(['202', '503', 'all', 'small']);
});

it('leaves out what is 0, and only that', () => {
  expect(seriesOf({ isNotZero: true })).toEqual(['202', 'all', 'small']);
  expect(filterRows([rowOf('a', '-0'), rowOf('b', '0.0')], { isNotZero: true, search: '' })).toEqual([]);
});

it('finds words in series and labels, whatever their case', () => {
  expect(seriesOf({ search: 'API' })).toEqual(['202', '503']);
  expect(seriesOf({ search: 'api status=503' })).toEqual(['503']);
  expect(seriesOf({ search: 'api', isNotZero: true })).toEqual(['202']);
  expect(seriesOf({ search: 'nothing' })).toEqual([]);
});
