import type { AdmissionResult, Bucket } from '../admission/admission.js';
import type { BucketLimits } from '../admission/bucket-limits.js';
import { ProblemError } from './problems.js';

type Refusal = Exclude<AdmissionResult, { kind: 'accepted' | 'replayed' }>;

/** Turns a refusal into the error that answers it. */
export type RefuseClick = (refusal: Refusal) => ProblemError;

/** @param random gives numbers in [0, 1): clients that were refused together must not come back together. */
export function createRefuseClick(limits: BucketLimits, random: () => number): RefuseClick {
  const retryAfter = (seconds: number) => ({ 'retry-after': String(Math.ceil(seconds + random() * 2)) });
  return (refusal) => {
    switch (refusal.kind) {
      case 'mismatched':
        return new ProblemError('key-reused', { detail: 'this key was used before with another body; use a new key' });
      case 'limited':
        return rateLimited(refusal.bucket, refusal.retryAfterMs, limits);
      case 'full':
        return new ProblemError('queue-full', { outcome: 'not-accepted' }, retryAfter(1));
      case 'closed':
        return new ProblemError(refusal.reason, { outcome: 'not-accepted' }, retryAfter(1));
      case 'unavailable':
        return unavailable(refusal.outcome, retryAfter(1));
    }
  };
}

function rateLimited(bucket: Bucket, retryAfterMs: number, limits: BucketLimits): ProblemError {
  const { rate, burst } = limits[bucket];
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  const headers = {
    'retry-after': String(seconds),
    'ratelimit-policy': `"${bucket}";q=${burst};w=${Math.max(1, Math.ceil(burst / rate))}`,
    ratelimit: `"${bucket}";r=0;t=${seconds}`,
  };
  return new ProblemError('rate-limited', { detail: `the ${bucket} bucket is empty`, bucket, outcome: 'not-accepted' }, headers);
}

function unavailable(outcome: 'not-accepted' | 'unknown', headers: Record<string, string>): ProblemError {
  const detail =
    outcome === 'unknown'
      ? 'the click may or may not have been accepted; repeat with the same key'
      : 'the click was not accepted; repeat with the same key';
  return new ProblemError('admission-unavailable', { detail, outcome }, headers);
}
