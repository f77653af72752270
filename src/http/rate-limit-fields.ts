import type { Bucket } from '../admission/admission.js';
import { capacityOf, tokenInterval, type BucketLimit, type BucketLimits } from '../admission/bucket-limits.js';

// The fields of draft-ietf-httpapi-ratelimit-headers: lists of strings (RFC 9651) with parameters.

export type PolicyName = Bucket | 'read';

/** `RateLimit-Policy` of one bucket; undefined when it has no limit. */
export function policyOf(name: PolicyName, limit: BucketLimit): string | undefined {
  if (limit.rate === 0) return undefined;
  return `"${name}";q=${limit.burst};w=${Math.ceil(limit.burst / limit.rate)}`;
}

/** `RateLimit-Policy` of all buckets that decide on clicks; undefined when none has a limit. */
export function clickPolicies(limits: BucketLimits): string | undefined {
  const policies = (['global', 'user', 'ip'] as const).flatMap((name) => policyOf(name, limits[name]) ?? []);
  return policies.length === 0 ? undefined : policies.join(', ');
}

/** `RateLimit` of a bucket without a token: whole seconds until there is one. */
export function emptyBucket(name: PolicyName, tokenInMs: number): string {
  return `"${name}";r=0;t=${Math.ceil(tokenInMs / 1000)}`;
}

/**
 * Makes `RateLimit` of a bucket: whole tokens, and whole seconds until there is one more (0 when it is full).
 *
 * @returns a function of the microseconds until the bucket is full again; undefined when it has no limit.
 */
export function createTokensLeft(name: PolicyName, limit: BucketLimit): ((fullInMicros: number) => string) | undefined {
  if (limit.rate === 0) return undefined;
  const interval = tokenInterval(limit);
  const capacity = capacityOf(limit);
  return (fullInMicros) => {
    const tokens = Math.floor((capacity - fullInMicros) / interval);
    const nextInMicros = tokens === limit.burst ? 0 : fullInMicros - capacity + (tokens + 1) * interval;
    return `"${name}";r=${tokens};t=${Math.ceil(nextInMicros / 1e6)}`;
  };
}
