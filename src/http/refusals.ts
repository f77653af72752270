import type { AdmissionResult } from '../admission/admission.js';
import type { BucketLimits } from '../admission/bucket-limits.js';
import type { Problem } from './problems.js';
import { clickPolicies, emptyBucket, type PolicyName } from './rate-limit-fields.js';
import { retryAfter } from './retry-after.js';

type Refusal = Exclude<AdmissionResult, { kind: 'accepted' | 'replayed' }>;

/** Turns a refusal into the problem that answers it. */
export type RefuseClick = (refusal: Refusal) => Problem;

const KEY_REUSED = 'this key was used before with another body; use a new key';

export function createRefuseClick(limits: BucketLimits): RefuseClick {
  const policies = clickPolicies(limits);
  return (refusal) => {
    switch (refusal.kind) {
      case 'mismatched':
        return { name: 'key-reused', members: { detail: KEY_REUSED }, headers: {} };
      case 'limited':
        return rateLimited(refusal.bucket, refusal.retryAfterMs, policies, 'not-accepted');
      case 'full':
        return notAccepted('queue-full', refusal.retryAfterMs / 1000);
      case 'closed':
        return notAccepted(refusal.reason, refusal.reason === 'memory-guard' ? refusal.retryAfterMs / 1000 : undefined);
      case 'unavailable':
        return unavailable(refusal.outcome);
    }
  };
}

/** @param outcome what that means for a click; none where none was posted. */
export function rateLimited(
  bucket: PolicyName,
  tokenInMs: number,
  policies: string | undefined,
  outcome?: 'not-accepted' | 'accepted',
): Problem {
  return {
    name: 'rate-limited',
    members: { detail: `the ${bucket} bucket is empty`, ...(outcome && { outcome }), bucket },
    headers: {
      'retry-after': retryAfter(tokenInMs / 1000),
      ...(policies !== undefined && { 'ratelimit-policy': policies }),
      ratelimit: emptyBucket(bucket, tokenInMs),
    },
  };
}

function notAccepted(name: 'queue-full' | 'memory-guard' | 'draining', waitSeconds?: number): Problem {
  return { name, members: { outcome: 'not-accepted' }, headers: { 'retry-after': retryAfter(waitSeconds) } };
}

function unavailable(outcome: 'not-accepted' | 'unknown'): Problem {
  const detail =
    outcome === 'unknown'
      ? 'the click may or may not have been accepted; repeat with the same key'
      : 'the click was not accepted; repeat with the same key';
  return { name: 'admission-unavailable', members: { detail, outcome }, headers: { 'retry-after': retryAfter() } };
}
