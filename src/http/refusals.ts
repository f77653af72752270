import type { AdmissionResult, ClosedReason } from '../admission/admission.js';
import type { BucketLimits } from '../admission/bucket-limits.js';
import type { Problem } from './problems.js';
import { clickPolicies, emptyBucket, type PolicyName } from './rate-limit-fields.js';
import { retryAfter } from './retry-after.js';

type Refusal = Exclude<AdmissionResult, { kind: 'accepted' | 'replayed' }>;

/** Turns a refusal into the problem that answers it. */
export type RefuseClick = (refusal: Refusal) => Problem;

const KEY_REUSED = 'this key was used before with another body; use a new key';

const FORGOT = 'nothing new is accepted until an operator has run "mining-clicks reopen"; repeat with the same key';
/** Seconds that it takes a person at least. */
const REOPEN_SECONDS = 30;

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
        return refuseWhileClosed(refusal.reason, refusal.retryAfterMs / 1000);
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

/** A process that stops is followed by another in a moment; what Redis has lost a person has to look at. */
function refuseWhileClosed(reason: ClosedReason, drainSeconds: number): Problem {
  if (reason === 'redis-forgot') return notAccepted(reason, REOPEN_SECONDS, FORGOT);
  return notAccepted(reason, reason === 'memory-guard' ? drainSeconds : undefined);
}

function notAccepted(name: 'queue-full' | ClosedReason, waitSeconds?: number, detail?: string): Problem {
  const members = { ...(detail !== undefined && { detail }), outcome: 'not-accepted' } as const;
  return { name, members, headers: { 'retry-after': retryAfter(waitSeconds) } };
}

function unavailable(outcome: 'not-accepted' | 'unknown'): Problem {
  const detail =
    outcome === 'unknown'
      ? 'the click may or may not have been accepted; repeat with the same key'
      : 'the click was not accepted; repeat with the same key';
  return { name: 'admission-unavailable', members: { detail, outcome }, headers: { 'retry-after': retryAfter() } };
}
