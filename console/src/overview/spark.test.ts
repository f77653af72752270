import { describe, expect, it } from 'vitest';
import { extentOf, pathOf, yOf, type Point } from './spark.ts';

const BOX = { width: 100, height: 50 };

describe('what a small chart spans', () => {
  it('is all times and values, 0, and what is to be seen above', () => {
    expect(extentOf([[[10, 5]], [[30, 100]]])).toEqual({ from: 10, to: 30, low: 0, high: 105 });
    expect(extentOf([[[10, 5]]], 5_000)).toMatchObject({ low: 0, high: 5_250 });
    expect(extentOf([[[10, -1], [20, 1]]])).toMatchObject({ low: -1, high: 1.1 });
    expect(extentOf([[[10, 0]]])).toMatchObject({ low: 0, high: 1 });
    expect(extentOf([[], []])).toBeUndefined();
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

  it('stands at the right where there is one point only', () => {
    expect(pathOf([[5, 10]], { from: 5, to: 5, low: 0, high: 10 }, BOX)).toBe('M100,0');
    expect(pathOf([], extent, BOX)).toBe('');
  });
});
