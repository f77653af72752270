import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../api/ask.ts';
import { startLive, type LiveState } from './live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A loop whose requests are answered by hand. */
function open(everyMs = 1_000) {
  const asked: ((answer: Answer<number>) => void)[] = [];
  const states: LiveState<number>[] = [];
  const page = { isHidden: false };
  const loop = startLive<number>({ load: () => new Promise((resolve) => asked.push(resolve)), everyMs, onChange: (state) => states.push(state), isHidden: () => page.isHidden });
  const answer = async (value: Answer<number>) => {
    asked.at(-1)?.(value);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { loop, asked, states, page, answer };
}

const good = (value: number): Answer<number> => ({ ok: true, value });
const bad: Answer<number> = { ok: false, problem: { name: 'unreachable', title: 'No answer' } };

describe('a live value', () => {
  it('asks at once and again some time after each answer, never twice at a time', async () => {
    const { loop, asked, answer } = open();
    await vi.advanceTimersByTimeAsync(5_000);
    loop.reload();
    expect(asked).toHaveLength(1);
    await answer(good(1));
    await vi.advanceTimersByTimeAsync(999);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
  });

  it('keeps the last value when a try fails, says why and that it is stale, and forgets both when one succeeds', async () => {
    const { states, answer } = open();
    await answer(good(1));
    await vi.advanceTimersByTimeAsync(1_000);
    await answer(bad);
    expect(states.at(-1)).toMatchObject({ value: 1, isStale: true, problem: { name: 'unreachable' } });
    await vi.advanceTimersByTimeAsync(1_000);
    await answer(good(2));
    expect(states.at(-1)).toMatchObject({ value: 2, isStale: false, problem: undefined });
  });

  it('is not stale before there ever was one', async () => {
    const { states, answer } = open();
    await answer(bad);
    expect(states).toMatchObject([{ value: undefined, isStale: false, problem: { name: 'unreachable' } }]);
  });

  it('asks nothing while nobody sees the page, and at once when somebody does', async () => {
    const { loop, asked, page, answer } = open();
    await answer(good(1));
    page.isHidden = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    page.isHidden = false;
    loop.wake();
    expect(asked).toHaveLength(2);
    await answer(good(2));
    loop.wake();
    expect(asked).toHaveLength(2);
  });

  it('asks once where it is not to be repeated, and again on demand', async () => {
    const { loop, asked, answer } = open(0);
    await answer(good(1));
    await vi.advanceTimersByTimeAsync(60_000);
    loop.wake();
    expect(asked).toHaveLength(1);
    loop.reload();
    expect(asked).toHaveLength(2);
  });

  it('tells nobody anything once it is stopped', async () => {
    const { loop, asked, states, answer } = open();
    loop.stop();
    await answer(good(1));
    await vi.advanceTimersByTimeAsync(5_000);
    expect([asked.length, states.length]).toEqual([1, 0]);
  });
});
