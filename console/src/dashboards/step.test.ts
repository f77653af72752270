import { describe, expect, it } from 'vitest';
import { aligned, MOST_POINTS, stepSeconds } from './step.ts';

const hours = (count: number) => ({ from: 0, to: count * 3_600_000 });

describe('stepSeconds', () => {
  it.each([
    [hours(1), 600, 5, 5],
    [hours(1), 600, 15, 15],
    [hours(6), 600, 5, 30],
    [hours(24), 600, 5, 120],
    [hours(24 * 30), 600, 5, 3600],
    [hours(1), 300, 5, 10],
  ])('of %j on %i pixels, scraped every %i s, is %i s', (range, width, least, step) => {
    expect(stepSeconds(range, width, least)).toBe(step);
  });

  it('never asks for more points than the server gives', () => {
    for (const length of [0.1, 1, 1.5, 2, 5, 7, 24, 31, 100, 24 * 30, 24 * 35]) {
      for (const width of [100, 333, 1099, 1100, 4000]) {
        const range = hours(length);
        expect((range.to - range.from) / 1000 / stepSeconds(range, width, 1) + 1).toBeLessThanOrEqual(MOST_POINTS);
      }
    }
  });
});

it('aligns a range to its step', () => {
  expect(aligned({ from: 12_345, to: 98_765 }, 5)).toEqual({ from: 10_000, to: 95_000 });
});
