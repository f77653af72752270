import { describe, expect, it } from 'vitest';
import type { TimelineStep } from '../../../src/console/found.ts';
import { layOutTimeline, wholeDuration, WHOLE_WIDTH } from './timeline.ts';

const step = (at: number | null, sinceBefore?: number): TimelineStep => ({ what: 'attempt', at, detail: 'It was tried.', from: 'logs', ...(sinceBefore !== undefined && { sinceBefore }) });

describe('a drawn timeline', () => {
  it('begins at the left, ends at the right, and each step begins where the one before ended', () => {
    const bars = layOutTimeline([step(1000), step(1010, 10), step(1500, 490)]).map(({ bar }) => bar);
    expect(bars[0]?.from).toBe(0);
    expect(bars[2]?.to).toBe(WHOLE_WIDTH);
    expect((bars[2]?.to ?? 0) - (bars[2]?.from ?? 0)).toBeGreaterThan((bars[1]?.to ?? 0) - (bars[1]?.from ?? 0));
  });

  it('shows steps of milliseconds beside one of days', () => {
    const day = 86_400_000;
    const bars = layOutTimeline([step(0), step(5, 5), step(12, 7), step(12 + day, day)]).map(({ bar }) => (bar?.to ?? 0) - (bar?.from ?? 0));
    for (const width of bars.slice(1)) expect(width).toBeGreaterThan(WHOLE_WIDTH / 20);
  });

  it('draws no bar where the time is not known, and none that is reversed where two clocks differ', () => {
    const drawn = layOutTimeline([step(1000), step(null), step(990, -10)]);
    expect(drawn[1]?.bar).toBeUndefined();
    for (const { bar } of drawn) expect(bar?.to ?? 1).toBeGreaterThan(bar?.from ?? 0);
  });

  it('is one mark for a single step', () => {
    const [only] = layOutTimeline([step(5)]);
    expect(only?.bar?.from).toBe(0);
    expect(only?.bar?.to).toBeLessThan(WHOLE_WIDTH / 10);
  });
});

describe('the whole duration', () => {
  it('is between the first and the last time that is known', () => {
    expect(wholeDuration([step(10), step(null), step(35, 25)])).toBe(25);
    expect(wholeDuration([step(10), step(null)])).toBeUndefined();
  });
});
