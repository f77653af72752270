import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineError, withDeadline } from './deadline.js';

const never = new Promise<never>(() => undefined);

describe('a deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is over after its time, and not before', async () => {
    const states: unknown[] = [];
    void withDeadline(never, 500).catch((fault: unknown) => states.push(fault));
    await vi.advanceTimersByTimeAsync(499);
    expect(states).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(states).toEqual([new DeadlineError(500)]);
  });

  it('leaves no timer behind a call that settles', async () => {
    expect(await withDeadline(Promise.resolve('yes'), 500)).toBe('yes');
    await expect(withDeadline(Promise.reject(new Error('no')), 500)).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('a call is not blamed for the time in which this process stood still', async () => {
  const answers = new Promise((resolve) => setImmediate(() => setTimeout(resolve, 1, 'an answer')));
  const call = withDeadline(answers, 400);
  const end = performance.now() + 1000;
  while (performance.now() < end);
  expect(await call).toBe('an answer');
});
