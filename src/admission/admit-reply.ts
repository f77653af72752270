import { BUCKETS, type AdmissionResult, type Bucket, type ClosedReason } from './admission.js';

/** What `lua/admitClicks.lua` returns; its header says what each element is. */
export type AdmitReply = [
  nowMicros: number,
  depth: number,
  batchId: string,
  size: number,
  olderBatchId: string,
  codes: number[],
  limits: number[],
  left: number[],
  finished: number,
];

/** The script's codes, in their numbers' order. */
export const ADMIT_CODES = ['accepted', 'replayed', 'mismatched', 'limited', 'full', 'closed', 'forgot'] as const;

/**
 * Turns the script's numbers into results, in the order of the clicks.
 *
 * @param fullRetryAfterMs what a click is told that found the queue full, or admission closed.
 * @param reason why the script was told to accept nothing; it says only that it did not.
 */
export function decodeAdmissions(reply: AdmitReply, fullRetryAfterMs: number, reason: ClosedReason = 'draining'): AdmissionResult[] {
  const [, depth, , , , codes, limits, left] = reply;
  let nextLimit = 0;
  let nextLeft = 0;
  return codes.map((code) => {
    const kind = ADMIT_CODES[code];
    if (kind === undefined) throw new Error(`admitClicks returned the unknown code ${code}`);
    if (kind === 'accepted') return { kind, userFullInMicros: left[nextLeft++] ?? 0, depth };
    if (kind === 'full') return { kind, retryAfterMs: fullRetryAfterMs, depth };
    if (kind === 'forgot') return { kind: 'closed', reason: 'redis-forgot', retryAfterMs: fullRetryAfterMs, depth };
    if (kind === 'closed') return { kind, reason, retryAfterMs: fullRetryAfterMs, depth };
    if (kind !== 'limited') return { kind, depth };
    const bucket = BUCKETS[(limits[nextLimit + 1] ?? 0) - 1] as Bucket;
    const retryAfterMs = Math.ceil((limits[nextLimit + 2] ?? 0) / 1000);
    nextLimit += 3;
    return { kind, bucket, retryAfterMs, depth };
  });
}
