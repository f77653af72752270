/** Fields of a job's hash, as Redis gives them. */
export type JobTimes = {
  /** When it was added. */
  readonly timestamp: string;
  /** Its options as JSON. */
  readonly opts: string | null | undefined;
  /** When its last attempt began. */
  readonly processedOn: string | null | undefined;
};

/**
 * Since when a waiting job could have been taken, in milliseconds: since it was added, or its delay was over; for one
 * that was tried before, since that attempt began, as BullMQ does not keep when it ended.
 */
export function waitingSince({ timestamp, opts, processedOn }: JobTimes): number {
  return Math.max(dueAt({ timestamp, opts }), Number(processedOn ?? 0) || 0);
}

/** When a job could be taken for the first time, in milliseconds. */
export function dueAt({ timestamp, opts }: Pick<JobTimes, 'timestamp' | 'opts'>): number {
  return Number(timestamp) + delayOf(opts);
}

/** The delay that a job was added with. Its own field `delay` is 0 again when the delay is over. */
function delayOf(opts: string | null | undefined): number {
  if (!opts?.includes('"delay"')) return 0;
  try {
    const { delay } = JSON.parse(opts) as { delay?: unknown };
    return typeof delay === 'number' && delay > 0 ? delay : 0;
  } catch {
    return 0;
  }
}
