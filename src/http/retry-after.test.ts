import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfter } from './retry-after.js';

describe('Retry-After', () => {
  it('is a whole number of seconds, never before the wait is over, and at most as long again or 60 s later', () => {
    const waits = fc.double({ min: 0, max: 1e5, noNaN: true });
    const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(waits, randoms, (wait, random) => {
        const value = retryAfter(wait, () => random);
        expect(value).toMatch(/^[1-9]\d*$/);
        const least = Math.max(1, Math.ceil(wait));
        expect(Number(value)).toBeGreaterThanOrEqual(least);
        expect(Number(value)).toBeLessThanOrEqual(least + Math.min(60, Math.max(2, least)));
      }),
    );
  });

  it.each([
    [0.1, 3],
    [1, 3],
    [10, 11],
    [60, 61],
    [3600, 61],
  ])('after %s s brings clients back in each of %s seconds alike', (wait, seconds) => {
    const values = Array.from({ length: 100 * seconds }, (_, index) => retryAfter(wait, () => index / (100 * seconds)));
    const counts = new Map<string, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect(counts.size).toBe(seconds);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThanOrEqual(1);
  });
});
