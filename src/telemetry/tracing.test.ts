import { describe, expect, it } from 'vitest';
import { createRandomIds } from '../http/random-ids.js';
import { createSampler, createTracing, createWallClock } from './tracing.js';

const newTraceId = createRandomIds(16);
const IDS = Array.from({ length: 20_000 }, newTraceId);

describe('the sampler', () => {
  it.each([
    [0, 0],
    [1, 20_000],
  ])('of ratio %d takes %d of 20,000', (ratio, count) => {
    expect(IDS.filter(createSampler(ratio))).toHaveLength(count);
    expect(createSampler(ratio)('f'.repeat(32))).toBe(ratio === 1);
    expect(createSampler(ratio)('0'.repeat(32))).toBe(ratio === 1);
  });

  it('takes its share of the traces, the same in every process, and all of those that a lower ratio takes', () => {
    const [tenth, other, third] = [createSampler(0.1), createSampler(0.1), createSampler(1 / 3)];
    const taken = IDS.filter(tenth);
    expect(taken.length / IDS.length).toBeGreaterThan(0.08);
    expect(taken.length / IDS.length).toBeLessThan(0.12);
    expect(IDS.filter(other)).toEqual(taken);
    expect(taken.every(third)).toBe(true);
  });

  it('decides by the last digits of the id, at or above the threshold', () => {
    const half = createSampler(0.5);
    expect(half(`${'f'.repeat(19)}7${'f'.repeat(12)}`)).toBe(false);
    expect(half(`${'0'.repeat(19)}8${'0'.repeat(12)}`)).toBe(true);
  });
});

describe('the clock of spans', () => {
  it('goes on in the steps of the monotonic clock, and follows when the system clock is set', () => {
    let [system, monotonic] = [1_000_000, 50.25];
    const now = createWallClock(() => system, () => monotonic);
    expect(now()).toBe(1_000_000);
    [system, monotonic] = [1_000_001, 50.75];
    expect(now()).toBe(1_000_000.5);
    [system, monotonic] = [999_000, 51.25];
    expect(now()).toBe(999_000);
  });
});

describe('createTracing', () => {
  it('makes ids of the lengths that W3C gives them', () => {
    const { newSpanId, newTraceId: newId } = createTracing(1, () => undefined);
    expect(newSpanId()).toMatch(/^[0-9a-f]{16}$/);
    expect(newId()).toMatch(/^[0-9a-f]{32}$/);
  });
});
