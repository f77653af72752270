import { expect, it } from 'vitest';
import { pause } from './pause.js';

it('a pause ends early when it is told to, and at once when it was told before', async () => {
  const stop = new AbortController();
  const pausing = pause(1_000_000, stop.signal);
  stop.abort();
  await pausing;
  await pause(1_000_000, stop.signal);
  expect(stop.signal.aborted).toBe(true);
});
