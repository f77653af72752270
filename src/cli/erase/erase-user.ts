import { setTimeout as pause } from 'node:timers/promises';
import { StartFault } from '../../embedded/start-fault.js';
import type { Count } from '../../ledger/audit-trail.js';
import type { UserEraser } from '../../ledger/erase.js';
import type { RedisUserTraces } from '../../queue/redis-user-traces.js';
import { tryStep } from '../try-step.js';

export type ErasePlan = {
  readonly userId: string;
  /** Milliseconds to wait for the user's clicks that are in the queue. */
  readonly waitMs: number;
};

/** Clicks of one transaction. */
const STEP = 500;
const LOOK_EVERY_MS = 250;

/**
 * Erases a user from both stores, as soon as none of the user's clicks is in flight:
 *
 *   wait for the queue --> records of Redis, then rows, 500 at a time --> account --> was a click accepted meanwhile?
 *        ^                                                                                   | yes: again
 *        +-----------------------------------------------------------------------------------+
 *
 * @throws StartFault when the user's clicks do not leave the queue in time.
 */
export async function eraseUser(traces: RedisUserTraces, eraser: UserEraser, plan: ErasePlan, count: Count, signal: AbortSignal): Promise<'done' | 'stopped'> {
  const { userId } = plan;
  const deadline = performance.now() + plan.waitMs;
  while (!signal.aborted) {
    await waitForQueue(traces, userId, deadline, signal);
    await eraseRows(traces, eraser, userId, count, signal);
    if (signal.aborted) break;
    const isGone = await tryStep(() => eraser.finish(userId));
    await traces.forgetUser(userId);
    if (isGone && !(await traces.hasUnfinished(userId)) && (await eraser.findSome(userId, 1)).length === 0) return 'done';
  }
  return 'stopped';
}

async function waitForQueue(traces: RedisUserTraces, userId: string, deadline: number, signal: AbortSignal): Promise<void> {
  while (await traces.hasUnfinished(userId)) {
    if (signal.aborted) return;
    if (performance.now() >= deadline) {
      throw new StartFault('Clicks of this user are in the queue: take the user\'s tokens away, see that workers run, and repeat the command.');
    }
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Records first: after a kill in between, the rows still tell which there are. */
async function eraseRows(traces: RedisUserTraces, eraser: UserEraser, userId: string, count: Count, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const clickIds = await tryStep(() => eraser.findSome(userId, STEP));
    if (clickIds.length === 0) return;
    await traces.forgetClicks(clickIds);
    await tryStep(() => eraser.erase(userId, clickIds));
    count('clicks', clickIds.length);
  }
}
