import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createArrivals } from './arrivals.js';

/** Park and Miller's generator: chance that is the same in every run of the test. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

it('lets clicks fall due at the rate, on average', () => {
  const next = createArrivals(1000, createRandom(1));
  let last = 0;
  for (let clicks = 0; clicks < 100_000; clicks += 1) last = next();
  expect(last).toBeGreaterThan(98_000);
  expect(last).toBeLessThan(102_000);
});

it('never goes back in time and never stands still for ever', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 2 }), (chances) => {
      let index = 0;
      const next = createArrivals(50, () => chances[index++] ?? 0);
      const times = chances.map(() => next());
      return times.every((time, at) => Number.isFinite(time) && time >= (times[at - 1] ?? 0));
    }),
  );
});
