import type { Problem } from './answers.js';

/** A source of chance in [0, 1), as `Math.random`. */
export type Random = () => number;

/** What decides on a repetition: an answer, or the result of a call. */
export type Attempt = { readonly status?: number; readonly problem?: Problem | undefined; readonly error?: unknown };

const BASE_MS = 100;
const CAP_MS = 5000;

/** Refused for now: the same request may succeed later. */
const LATER: ReadonlySet<number | undefined> = new Set([408, 429, 503]);

/** Whether an answer leaves unknown what became of the click: none at all, an unreadable one, a fault without a word about it. */
export function isOutcomeUnknown({ status, problem, error }: Attempt): boolean {
  if (error !== undefined || status === undefined) return true;
  return problem?.outcome === 'unknown' || (status >= 500 && problem?.outcome === undefined);
}

/** Whether to send the same again with the same key: refused for now, or the outcome is unknown. Never when it is safe. */
export function isRepeatable(attempt: Attempt): boolean {
  return attempt.problem?.outcome !== 'accepted' && (LATER.has(attempt.status) || isOutcomeUnknown(attempt));
}

/**
 * How long to wait before attempt `attempts + 1`, in milliseconds: what the server asked for, and then a random part of
 * a window that doubles up to five seconds (full jitter), so that clients refused together do not come back together.
 */
export function retryDelay(attempts: number, retryAfterMs: number | undefined, random: Random): number {
  const window = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempts - 1, 10));
  return (retryAfterMs ?? 0) + random() * window;
}
