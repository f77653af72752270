import { describe, expect, it } from 'vitest';
import { extentOf, pathOf, seenOf, yOf, type Point } from './spark.ts';

const BOX = { width: 100, height: 50 };

describe('what a small chart spans', () => {
  const span = { from: 0, to: 60 };
  it('is the time that was asked for, all values, 0, and what is to be seen above', () => {
    expect(extentOf([[[10, 5]], [[30, 100]]], span)).toEqual({ from: 0, to: 60, low: 0, high: 105 });
    expect(extentOf([[[10, 5]]], span, 5_000)).toMatchObject({ low: 0, high: 5_250 });
    expect(extentOf([[[10, -1], [20, 1]]], span)).toMatchObject({ low: -1, high: 1.1 });
    expect(extentOf([[[10, 0]]], span)).toMatchObject({ low: 0, high: 1 });
    expect(extentOf([[], []], span)).toBeUndefined();
  });
});

describe('the series that are seen', () => {
  const series = (name: string, ...values: number[]) => ({ name, points: values.map((value, at): Point => [at, value]) });
  const named = (shown: { name: string }[]) => shown.map(({ name }) => name);

  it('are the highest, in their order, without those that are 0 all the time', () => {
    const all = [series('200', 0, 1), series('202', 9, 9), series('400', 0, 0), series('429', 0, 5), series('503')];
    expect(named(seenOf(all, 6))).toEqual(['200', '202', '429']);
    expect(named(seenOf(all, 2))).toEqual(['202', '429']);
  });

  it('are one where all are 0', () => {
    expect(named(seenOf([series('200', 0), series('202', 0)], 6))).toEqual(['200']);
    expect(seenOf([], 6)).toEqual([]);
  });
});

describe('the path of a series', () => {
  const extent = { from: 0, to: 100, low: 0, high: 10 };
  it('goes through every point, upwards for more', () => {
    expect(pathOf([[0, 0], [50, 5], [100, 10]], extent, BOX)).toBe('M0,50L50,25L100,0');
    expect(yOf(2, extent, BOX)).toBe(40);
  });

  it('has a gap where points are missing', () => {
    const points: Point[] = [[0, 0], [10, 0], [20, 0], [60, 0], [70, 0]];
    expect(pathOf(points, extent, BOX)).toBe('M0,50L10,50L20,50M60,50L70,50');
  });

  it('is a short line where a point is alone', () => {
    expect(pathOf([[100, 10]], extent, BOX)).toBe('M100,0h-3');
    expect(pathOf([[0, 0], [10, 0], [20, 0], [90, 0]], extent, BOX)).toBe('M0,50L10,50L20,50M90,50h-3');
    expect(pathOf([], extent, BOX)).toBe('');
  });
});
