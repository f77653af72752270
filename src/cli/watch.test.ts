import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watch } from './watch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('watch', () => {
  it('checks at once, and again when the last check has ended and the time is over', async () => {
    let checks = 0;
    let end = (): void => undefined;
    const check = () => {
      checks += 1;
      return new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
    };
    const stop = watch(check, { everyMs: 1000, onFault: () => undefined });
    expect(checks).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(checks).toBe(1);
    end();
    await vi.advanceTimersByTimeAsync(999);
    expect(checks).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(checks).toBe(2);
    stop();
    end();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(checks).toBe(2);
  });

  it('tells of each fault and goes on; after the stop it is silent', async () => {
    const faults: unknown[] = [];
    const stop = watch(() => Promise.reject(new Error('away')), { everyMs: 1000, onFault: (fault) => faults.push(fault) });
    await vi.advanceTimersByTimeAsync(2500);
    expect(faults).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(499);
    stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(faults).toHaveLength(3);
  });
});
