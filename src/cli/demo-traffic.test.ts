import fc from 'fast-check';
import { expect, it } from 'vitest';
import { demoRate } from './demo-traffic.js';

it('demo traffic stays gentle, with a quiet and a busy time every ten minutes', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), (seconds) => {
      expect(demoRate(seconds)).toBeGreaterThanOrEqual(0.5);
      expect(demoRate(seconds)).toBeLessThanOrEqual(5);
      expect(demoRate(seconds + 600)).toBeCloseTo(demoRate(seconds), 6);
    }),
  );
  expect(demoRate(0)).toBe(2.75);
  expect(demoRate(150)).toBe(5);
  expect(demoRate(450)).toBe(0.5);
});
