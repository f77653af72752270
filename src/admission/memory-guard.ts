import type { Admission } from './admission.js';

/** Shares of Redis' memory limit. */
export type MemoryMarks = {
  /** From here on nothing new is accepted. */
  readonly closeAt: number;
  /** Below here clicks are accepted again; less than `closeAt`. */
  readonly openBelow: number;
};

/** Told of a share of the memory; says whether the guard changed its mind. */
export type MemoryGuard = (ratio: number) => 'closed' | 'opened' | 'unchanged';

/**
 * Keeps memory for the workers: a Redis at its limit refuses their writes too, and then nothing could ever end.
 *
 *   open ----ratio >= closeAt----> closed
 *        <---ratio < openBelow----
 *
 * Each process decides for itself. Between the marks one that was started later may accept while others do not, and closes
 * at the upper mark like all.
 */
export function createMemoryGuard(admission: Pick<Admission, 'open' | 'close'>, { closeAt, openBelow }: MemoryMarks): MemoryGuard {
  let isClosed = false;
  return (ratio) => {
    if (isClosed ? ratio >= openBelow : ratio < closeAt) return 'unchanged';
    isClosed = !isClosed;
    if (isClosed) admission.close('memory-guard');
    else admission.open('memory-guard');
    return isClosed ? 'closed' : 'opened';
  };
}
