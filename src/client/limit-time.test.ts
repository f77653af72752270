import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { limitTime } from './limit-time.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** As `fetch` does: it listens to a signal and does not keep it. */
function listen(signal: AbortSignal): () => unknown {
  let reason: unknown;
  signal.addEventListener('abort', ({ target }) => (reason = (target as AbortSignal).reason));
  return () => reason;
}

it('the time limit comes although garbage is collected before it, with a signal and without one', async () => {
  const reasons = [listen(limitTime(200, new AbortController().signal)), listen(limitTime(200))];
  for (let round = 0; round < 5; round += 1) {
    await delay(10);
    collectGarbage();
  }
  await vi.waitUntil(() => reasons.every((reason) => reason() !== undefined), { timeout: 10_000 });
  expect(reasons.map((reason) => reason())).toEqual([expect.objectContaining({ name: 'TimeoutError' }), expect.objectContaining({ name: 'TimeoutError' })]);
});

it('who aborts first gives the reason', () => {
  const controller = new AbortController();
  const signal = limitTime(60_000, controller.signal);
  controller.abort(new Error('enough'));
  expect(signal).toMatchObject({ aborted: true, reason: expect.objectContaining({ message: 'enough' }) as Error });
});
