import { setTimeout as pause } from 'node:timers/promises';
import { errorCodeOf } from '../click/codes.js';
import { createBackoff } from './backoff.js';

/** Tries of one step: half a minute at most, for a MongoDB that changes its primary. */
const MOST_TRIES = 60;
const backoffMs = createBackoff({ firstMs: 10, mostMs: 500 });

/** Workers may be in the way, and MongoDB may change its primary: then nothing, or all of it, was done. */
export async function tryStep<T>(step: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (fault) {
      const isWorthIt = ['LEDGER_CONFLICT', 'LEDGER_UNAVAILABLE'].includes(errorCodeOf(fault));
      if (!isWorthIt || tries === MOST_TRIES) throw fault;
      await pause(backoffMs(tries));
    }
  }
}
