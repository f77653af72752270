import type { CheckConservation } from '../ledger/conservation.js';

export type ConservationWatch = {
  /** Milliseconds between the end of a check and the next one. */
  readonly everyMs: number;
  readonly onFault: (fault: unknown) => void;
};

/** Checks at once and then again and again, one check at a time. Returns how to stop; a check that is running then is left to itself. */
export function watchConservation(check: CheckConservation, { everyMs, onFault }: ConservationWatch): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      await check();
    } catch (fault) {
      if (!isStopped) onFault(fault);
    }
    if (!isStopped) timer = setTimeout(() => void run(), everyMs);
  };
  void run();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
