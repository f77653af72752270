import { describe, expect, it } from 'vitest';
import { medianInterval, quantile } from './statistics.js';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => n - index);

describe('quantile', () => {
  it('interpolates between neighbours', () => {
    expect([quantile([3, 1, 2], 0.5), quantile([4, 1, 2, 3], 0.5), quantile(upTo(101), 0.99)]).toEqual([2, 2.5, 100]);
  });
});

describe('medianInterval', () => {
  // The published table of confidence intervals for the median, for numbers of measurements from 6 to 20.
  it.each([
    [6, 1, 6, 0.969],
    [9, 2, 8, 0.961],
    [10, 2, 9, 0.979],
    [12, 3, 10, 0.961],
    [15, 4, 12, 0.965],
    [17, 5, 13, 0.951],
    [20, 6, 15, 0.959],
  ])('of %i values is from the %ith to the %ith', (count, low, high, confidence) => {
    const interval = medianInterval(upTo(count));
    expect(interval).toMatchObject({ low, high });
    expect(interval?.confidence).toBeCloseTo(confidence, 3);
  });

  it('does not exist for fewer than six values', () => {
    expect(medianInterval(upTo(5))).toBeUndefined();
  });
});
