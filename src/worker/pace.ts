import { waitUnlessAborted } from './unless-aborted.js';

/** Holds work back, so that no more is done in a second than allowed. */
export type Pace = {
  /** Most clicks to take together, so that the pace is even: a fifth of a second's. */
  readonly mostAtOnce: number;
  /** Resolves when `clicks` may be posted, or when the signal aborts. */
  wait(clicks: number, signal: AbortSignal): Promise<void>;
};

const SLICES_A_SECOND = 5;
/** Milliseconds that may be made up for after a pause or a slow transaction. */
const CATCH_UP_MS = 200;

export const NO_PACE: Pace = { mostAtOnce: Number.MAX_SAFE_INTEGER, wait: () => Promise.resolve() };

/**
 * A pace of `clicksPerSecond`; 0 for none. Clicks are let through together, as they come, and the next must wait until
 * their time is over: after a batch of 100 at 300 clicks/s that is a third of a second.
 *
 * @param now milliseconds on a clock that never steps back.
 */
export function createPace(clicksPerSecond: number, now: () => number): Pace {
  if (clicksPerSecond === 0) return NO_PACE;
  let freeAt = -Infinity;
  return {
    mostAtOnce: Math.max(1, Math.floor(clicksPerSecond / SLICES_A_SECOND)),
    async wait(clicks, signal) {
      const startsAt = Math.max(freeAt, now() - CATCH_UP_MS);
      freeAt = startsAt + (clicks * 1000) / clicksPerSecond;
      const milliseconds = startsAt - now();
      if (milliseconds > 0) await waitUnlessAborted(milliseconds, signal);
    },
  };
}
