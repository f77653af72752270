const EVERY_MS = 5_000;

/** Says every few seconds that something is still under way, until it has ended. */
export async function sayWhileWaiting<T>(say: (line: string) => void, what: string, work: Promise<T>): Promise<T> {
  const since = performance.now();
  const timer = setInterval(() => say(`${what} (${Math.round((performance.now() - since) / 1000)} s)`), EVERY_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
