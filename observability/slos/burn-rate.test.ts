import { describe, expect, it } from 'vitest';
import { BURN_ALERTS, detectionSeconds, errorThreshold, leastEvents, secondsOf, type BurnWindows } from './burn-rate.js';
import { OBJECTIVES, PERIOD } from './objectives.js';

const hourly: BurnWindows = { long: '1h', short: '5m', factor: 14.4 };
const objective = (target: number) => ({ slo: 'latency', target }) as const;
const pairs = BURN_ALERTS.flatMap(({ windows }) => windows);

/** Share of bad events in a window that ends now, of an outage with a constant error ratio after a clean time. */
const ratioAfter = (seconds: number, window: number, errorRatio: number) => (errorRatio * Math.min(seconds, window)) / window;

describe('a burn rate', () => {
  it.each(pairs.map((pair, index) => ({ ...pair, share: [0.02, 0.05, 0.1, 0.1][index] ?? Number.NaN })))(
    'of $factor over $long spends $share of the budget of 30 days',
    ({ factor, long, share }) => {
      expect((factor * secondsOf(long)) / secondsOf(PERIOD)).toBeCloseTo(share, 10);
    },
  );

  it.each(pairs)('over $long looks for the last twelfth of it to say that it goes on', ({ long, short }) => {
    expect(secondsOf(long) / secondsOf(short)).toBe(12);
  });

  it('is refused, by the name of the objective, where no error ratio can reach it', () => {
    expect(() => errorThreshold(objective(0.9), hourly)).toThrow(/objective latency.*0\.9.*14\.4/);
    // 14.4 times 1 / 14.4 is 1 exactly, which a ratio cannot be above.
    expect(() => errorThreshold(objective(1 - 1 / 14.4), hourly)).toThrow();
    expect(errorThreshold(objective(0.94), hourly)).toBe(0.864);
  });

  it.each(OBJECTIVES)('can be reached for $slo', (each) => {
    for (const pair of pairs) expect(errorThreshold(each, pair)).toBeLessThan(1);
  });
});

describe('the least number of events', () => {
  it.each(pairs)('over $long is such that one bad event among more of them is not enough', (pair) => {
    for (const each of OBJECTIVES) {
      const least = leastEvents(each, pair);
      expect(1 / (least + 1)).toBeLessThan(errorThreshold(each, pair));
      expect(1 / (least - 1)).toBeGreaterThan(errorThreshold(each, pair));
    }
  });

  it('is 70 for a promise of 99.9 % over an hour', () => {
    expect(leastEvents(objective(0.999), hourly)).toBe(70);
  });
});

describe('the time until an outage is noticed', () => {
  it('is what the SRE workbook says', () => {
    expect(detectionSeconds(objective(0.999), hourly, 1)).toBeCloseTo(51.84);
    expect(detectionSeconds(objective(0.99), hourly, 1)).toBeCloseTo(518.4);
    expect(detectionSeconds(objective(0.999), hourly, 0.012)).toBeUndefined();
  });

  it.each([1, 0.5, 0.1, 0.02, 0.011, 0.0011])('is when both windows are above the threshold, at an error ratio of %d', (errorRatio) => {
    for (const each of OBJECTIVES) {
      for (const pair of pairs) {
        const threshold = errorThreshold(each, pair);
        const seconds = detectionSeconds(each, pair, errorRatio);
        const burnsAt = (time: number) =>
          [pair.long, pair.short].every((window) => ratioAfter(time, secondsOf(window), errorRatio) > threshold);
        if (seconds === undefined) {
          expect(burnsAt(secondsOf('30d'))).toBe(false);
        } else {
          expect(burnsAt(seconds * 0.999)).toBe(false);
          expect(burnsAt(seconds * 1.001)).toBe(true);
        }
      }
    }
  });
});
