import { PipelineError } from '../click/codes.js';
import { DeadlineError, withDeadline } from '../redis/deadline.js';
import { toLedgerError } from './mongo-faults.js';

/** Makes calls to MongoDB, whatever the driver throws. */
export type InTime = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Settles as each call does, in `deadlineMs` milliseconds at the latest. What was sent by then may still take effect.
 *
 * @throws PipelineError with the code of the driver's fault, which is its cause; `LEDGER_UNAVAILABLE` after the deadline.
 */
export function createLedgerDeadline(deadlineMs: number): InTime {
  return async (call) => {
    try {
      return await withDeadline(call(), deadlineMs);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw toLedgerError(error);
      throw new PipelineError('LEDGER_UNAVAILABLE', `MongoDB did not answer within ${deadlineMs} ms`, { cause: error });
    }
  };
}
