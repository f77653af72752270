import type { Random } from './arrivals.js';
import type { Answer } from './answer.js';

const BASE_MS = 100;
const CAP_MS = 5000;

/** Whether an answer leaves the click to be sent again with the same key: none at all, a full bucket, a full queue. */
export function isRepeatable(answer: Answer): boolean {
  return answer.status === undefined || answer.status === 429 || answer.status === 503;
}

/**
 * How long to wait before attempt `attempts + 1`: what the server asked for, and then a random part of a doubling
 * window, so that clients refused together do not come back together.
 */
export function repeatDelay(attempts: number, answer: Answer, random: Random): number {
  const window = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempts - 1, 10));
  return (answer.retryAfterMs ?? 0) + random() * window;
}
