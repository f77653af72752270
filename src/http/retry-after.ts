const LEAST_JITTER_SECONDS = 2;
const MOST_JITTER_SECONDS = 60;

/**
 * The value of `Retry-After`: the wait rounded up to whole seconds, at least 1, and later by a random number of seconds, up
 * to as many again (2 to 60), so that clients that were refused together do not come back together.
 */
export function retryAfter(waitSeconds = 1, random: () => number = Math.random): string {
  const wait = Math.max(1, Math.ceil(waitSeconds));
  const jitter = Math.min(MOST_JITTER_SECONDS, Math.max(LEAST_JITTER_SECONDS, wait));
  return String(wait + Math.floor(random() * (jitter + 1)));
}
