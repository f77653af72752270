import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 50;

/** Repeats `attempt` until it resolves; rejects with the signal's reason when that is aborted. */
export async function untilResolved(attempt: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const done = await attempt().then(
      () => true,
      () => false,
    );
    if (done) return;
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
