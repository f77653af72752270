import { expect, it } from 'vitest';
import type { Drawn } from '../charts/time-series-option.ts';
import { nearestPoint } from './nearest-point.ts';

const series = (name: string, values: readonly (number | null)[], mode = 'none'): Drawn => ({ refId: 'A', name, labels: {}, color: '', field: { custom: { stacking: { mode } } }, points: values.map((value, index) => [index * 10, value]) });

it('is the sample next to the pointer', () => {
  const lines = [series('low', [1, 2, null]), series('high', [9, 8, 7])];
  expect([nearestPoint(lines, 9, 7)?.series.name, nearestPoint(lines, 1, 0)?.series.name]).toEqual(['high', 'low']);
  expect(nearestPoint(lines, 9, 7)).toMatchObject({ at: 10, value: 8 });
  expect(nearestPoint(lines, 500, 7)).toBeUndefined();
});

it('is the part of the stack that the pointer is in', () => {
  const bars = [series('202', [5, 5], 'normal'), series('429', [5, 5], 'normal')];
  expect([2, 7, 30].map((value) => nearestPoint(bars, 0, value)?.series.name)).toEqual(['202', '429', '429']);
});
