import { describe, expect, it } from 'vitest';
import { createDrainRate, drainWaitMs } from './drain-rate.js';

const START = 1.7e15;

/** The rate after these samples: seconds since the start, clicks finished. */
function rateAfter(...samples: readonly (readonly [seconds: number, finished: number])[]): number | undefined {
  const rate = createDrainRate();
  for (const [seconds, finished] of samples) rate.note(finished, START + seconds * 1e6);
  return rate.clicksPerSecond();
}

/** One sample each tenth of a second. */
const steadily = (from: number, to: number, perSecond: number, before = 0) =>
  Array.from({ length: (to - from) * 10 + 1 }, (_, index) => [from + index / 10, before + (index / 10) * perSecond] as const);

describe('the drain rate', () => {
  it('is not known before a second was seen', () => {
    expect(rateAfter()).toBeUndefined();
    expect(rateAfter([0, 1000])).toBeUndefined();
    expect(rateAfter([0, 0], [0.9, 900])).toBeUndefined();
  });

  it('is that of the last ten seconds', () => {
    expect(rateAfter([0, 500], [2, 700])).toBe(100);
    expect(rateAfter(...steadily(0, 30, 300))).toBeCloseTo(300);
    expect(rateAfter(...steadily(0, 30, 300), ...steadily(31, 45, 10, 9000))).toBeCloseTo(10);
    expect(rateAfter(...steadily(0, 5, 0))).toBe(0);
  });

  it('begins anew after a pause, when the clock steps back and when Redis was emptied', () => {
    expect(rateAfter([0, 0], [5, 500], [100, 600])).toBeUndefined();
    expect(rateAfter([0, 0], [5, 500], [100, 600], [102, 1000])).toBe(200);
    expect(rateAfter([3600, 0], [3605, 500], [0, 510], [2, 530])).toBe(10);
    expect(rateAfter([0, 9000], [5, 9500], [6, 0], [8, 20])).toBe(10);
  });
});

describe('the wait for a full queue', () => {
  it.each([
    ['nothing was measured', undefined, 1000],
    ['a tenth of the cap drains sooner than in a second', 5000, 1000],
    ['a tenth of the cap drains in five seconds', 100, 5000],
    ['a tenth of the cap takes longer than a minute', 1, 60_000],
    ['nothing drains', 0, 60_000],
  ])('when %s', (_when, rate, expected) => {
    expect(drainWaitMs(rate, 5000)).toBe(expected);
  });
});
