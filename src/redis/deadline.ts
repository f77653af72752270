/** A call that was not answered in time: what it did, or will still do, is unknown. */
export class DeadlineError extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = 'DeadlineError';
  }
}

/** In how many parts the time of a call is counted. */
const PARTS = 4;

/**
 * Settles as `call` does, or rejects with a `DeadlineError` after `milliseconds` in which this process ran, whichever is first.
 *
 * A process that stood still (a busy machine took its core away, or somebody froze it) has heard nothing in that time and must
 * not blame who was asked: it uses up the part in which that happened, and there are others for what has come to be read.
 */
export async function withDeadline<T>(call: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const count = (partsLeft: number): void => {
      const next = partsLeft === 1 ? () => reject(new DeadlineError(milliseconds)) : () => count(partsLeft - 1);
      timer = setTimeout(next, Math.ceil(milliseconds / PARTS));
    };
    count(PARTS);
  });
  try {
    return await Promise.race([call, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
