import { describe, expect, it } from 'vitest';
import { runSchedule } from './schedule.js';

const never = new AbortController().signal;

/** Reads 0 at the start and then `later`, as if this process had been held up in between. */
function heldUpUntil(later: number): () => number {
  const times = [0];
  return () => times.shift() ?? later;
}

function arrivalsAt(times: readonly number[]): () => number {
  let index = 0;
  return () => times[index++] ?? Infinity;
}

describe('runSchedule', () => {
  it('sends all that fell due while it was held up, with the times at which it was due', async () => {
    const due: number[] = [];
    const arrivals = arrivalsAt([10, 20, 30, 60]);
    const send = (dueAt: number): void => void due.push(dueAt);
    await runSchedule({ arrivals, durationMs: 55, clock: heldUpUntil(1000), signal: never, send });
    expect(due).toEqual([10, 20, 30]);
  });

  it('lets answers be read between many sends in a row', async () => {
    let sent = 0;
    let sentWhenRead = 0;
    setImmediate(() => (sentWhenRead = sent));
    const arrivals = arrivalsAt(Array.from({ length: 1000 }, () => 0));
    await runSchedule({ arrivals, durationMs: 1, clock: () => 1, signal: never, send: () => (sent += 1) });
    expect(sent).toBe(1000);
    expect(sentWhenRead).toBeLessThan(100);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    let sent = 0;
    const send = (): void => {
      sent += 1;
      stop.abort();
    };
    await runSchedule({ arrivals: () => 0, durationMs: Infinity, clock: () => 1, signal: stop.signal, send });
    expect(sent).toBe(1);
  });
});
