/** At most so many at a time; the others wait in turn, and those that nobody waits for any more do not begin. */
export type Limit = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T | undefined>;

export function createLimit(most: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  // A place that becomes free is handed on, so that nobody who comes meanwhile takes it too.
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return async (task, signal) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return signal.aborted ? undefined : await task();
    } finally {
      release();
    }
  };
}
