import { errorCodeOf, type ErrorCode } from '../click/codes.js';
import { waitUnlessAborted } from './unless-aborted.js';

export type RetryOptions = {
  /** Milliseconds before try `n` (from 1) is repeated. */
  readonly backoffMs: (tries: number) => number;
  /** When it aborts, the current fault is thrown instead of another try. */
  readonly signal: AbortSignal;
  /** Told after each try whether the ledger could be reached. */
  readonly onAvailability: (isAvailable: boolean) => void;
};

export type Retry = <T>(work: () => Promise<T>) => Promise<T>;

/** Faults that pass by themselves. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['LEDGER_UNAVAILABLE', 'LEDGER_CONFLICT']);

/** Repeats work, without end, while it fails for a reason that passes by itself. Other faults are thrown. */
export function createRetry({ backoffMs, signal, onAvailability }: RetryOptions): Retry {
  return async (work) => {
    for (let tries = 1; ; tries += 1) {
      try {
        const result = await work();
        onAvailability(true);
        return result;
      } catch (fault) {
        if (errorCodeOf(fault) === 'LEDGER_UNAVAILABLE') onAvailability(false);
        if (!PASSING.has(errorCodeOf(fault)) || signal.aborted) throw fault;
        await waitUnlessAborted(backoffMs(tries), signal);
      }
    }
  };
}
