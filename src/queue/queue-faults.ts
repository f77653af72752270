import { PipelineError } from '../click/codes.js';
import { withDeadline } from '../redis/deadline.js';

/** Rejects with a PipelineError `QUEUE_UNAVAILABLE` whatever Redis or the way to it has against a call. */
export async function nameQueueFault<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError('QUEUE_UNAVAILABLE', `Redis did not carry out the call: ${message}`, { cause });
  }
}

/** The same after so many milliseconds; what was asked for may be done still. */
export function withQueueDeadline<T>(call: Promise<T>, milliseconds: number): Promise<T> {
  return nameQueueFault(withDeadline(call, milliseconds));
}
