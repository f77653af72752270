import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRepeatable, repeatDelay } from './repeat.js';

it('repeats what was not answered, 429 and 503, and nothing else', () => {
  expect([{}, { status: 429 }, { status: 503 }].every(isRepeatable)).toBe(true);
  expect([200, 202, 400, 401, 422, 500].some((status) => isRepeatable({ status }))).toBe(false);
});

it('waits at least as long as the server asked, and at most five seconds more, however often it tried', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(60_000), chance, (attempts, retryAfterMs, random) => {
      const delay = repeatDelay(attempts, { status: 503, retryAfterMs }, () => random);
      return delay >= retryAfterMs && delay <= retryAfterMs + 5000;
    }),
  );
});

it('spreads repetitions over a window that doubles', () => {
  const widest = (attempts: number): number => repeatDelay(attempts, {}, () => 1);
  expect([1, 2, 3, 4].map(widest)).toEqual([100, 200, 400, 800]);
});
