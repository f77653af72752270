import { ReplyError } from 'ioredis';

/** What ioredis says when a command never left, because there was no connection and no offline queue. */
const NEVER_SENT = "Stream isn't writeable and enableOfflineQueue options is false";

/**
 * Whether a failed call certainly wrote nothing: it never left this process, or Redis answered it with an error, which
 * the scripts promise to mean "nothing written". Everything else (time-out, lost connection) leaves the outcome open.
 */
export function isNotSent(fault: unknown): boolean {
  if (fault instanceof ReplyError) return true;
  return fault instanceof Error && fault.message === NEVER_SENT;
}
