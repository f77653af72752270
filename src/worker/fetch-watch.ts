import type { ClickWorker } from './click-worker.js';

export type FetchWatchOptions = {
  /** How many jobs wait that a worker may take. */
  readonly countTakeable: () => Promise<number>;
  /** Told when a new fetch loop takes nothing either. */
  readonly onGivenUp: () => void;
};

/** Looks in a row, a second apart, after which a loop that took nothing is parked; BullMQ mends its blocking read in eight seconds. */
export const PARKED_AFTER_LOOKS = 10;

/**
 * Notices a fetch loop that is parked with work waiting: jobs wait, the worker has a free hand and is not paused, and has
 * begun none since. Looks are counted instead of seconds, so that a process that was frozen is not blamed when it wakes.
 *
 *   taking --10 looks: jobs wait, none taken--> parked: the loop is made anew, on a new connection
 *      ^                                          |  10 more such looks
 *      +-- a job was taken, or none waits --------+--> given up: the process should end
 *
 * It does not know whether another worker took what waited at a look; with jobs waiting at each of ten looks, a loop that
 * works would have had one of them.
 */
export function createFetchWatch(worker: Pick<ClickWorker, 'isTaking' | 'countTaken' | 'restart'>, { countTakeable, onGivenUp }: FetchWatchOptions) {
  let idleLooks = 0;
  let takenBefore = 0;

  async function isIdle(): Promise<boolean> {
    const taken = worker.countTaken();
    const tookNone = taken === takenBefore;
    takenBefore = taken;
    return tookNone && worker.isTaking() && (await countTakeable()) > 0;
  }

  return {
    async look(): Promise<void> {
      idleLooks = (await isIdle()) ? idleLooks + 1 : 0;
      if (idleLooks === PARKED_AFTER_LOOKS) await worker.restart();
      if (idleLooks === 2 * PARKED_AFTER_LOOKS) onGivenUp();
    },
    isParked: () => idleLooks >= PARKED_AFTER_LOOKS,
  };
}
