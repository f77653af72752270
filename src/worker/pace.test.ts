import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace, NO_PACE } from './pace.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;

describe('a pace', () => {
  it('of 0 is none', () => expect(createPace(0, () => 0)).toBe(NO_PACE));

  it('takes together at most what a fifth of a second may have', () => {
    expect([1, 4, 300, 1001].map((rate) => createPace(rate, () => 0).mostAtOnce)).toEqual([1, 1, 60, 200]);
  });

  it('is kept over any time, and makes up for at most 200 ms', async () => {
    const pace = createPace(300, () => performance.now());
    const startedAt: number[] = [];
    const take = async (batches: number) => {
      for (let batch = 0; batch < batches; batch += 1) {
        await pace.wait(100, never);
        startedAt.push(performance.now());
      }
    };
    void take(31);
    await vi.advanceTimersByTimeAsync(60_000);
    // Thirty batches of a third of a second each, less the 200 ms.
    const [first = 0] = startedAt;
    expect((startedAt.at(-1) ?? 0) - first).toBeGreaterThanOrEqual(9800);
    expect((startedAt.at(-1) ?? 0) - first).toBeLessThanOrEqual(9840);
    // A minute with nothing to do lets no more through at once than the beginning did.
    void take(4);
    await vi.advanceTimersByTimeAsync(10_000);
    const last = startedAt.slice(-4);
    expect((last[3] ?? 0) - (last[0] ?? 0)).toBeGreaterThanOrEqual(800);
  });

  it('holds nobody back who stops', async () => {
    const pace = createPace(1, () => 0);
    await pace.wait(100, never);
    const stop = new AbortController();
    const waiting = pace.wait(1, stop.signal);
    stop.abort();
    await waiting;
  });
});
