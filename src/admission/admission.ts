import type { Click } from '../click/click.js';

export type AdmissionRequest = {
  readonly click: Click;
  /** `fingerprintBody` of the validated body. */
  readonly fingerprint: string;
  /** Address of the client, as the IP bucket counts it. */
  readonly ip: string;
};

export const BUCKETS = ['global', 'user', 'ip'] as const;
/** The token buckets, in the order of the script's codes. */
export type Bucket = (typeof BUCKETS)[number];

export const CLOSED_REASONS = ['draining', 'memory-guard', 'redis-forgot'] as const;
/**
 * Why nothing new is accepted: this process is stopping, Redis has to keep memory for the workers, or it has forgotten
 * clicks that it was given.
 */
export type ClosedReason = (typeof CLOSED_REASONS)[number];

/**
 * What was decided on one click. `depth` is the number of clicks accepted and not finished, after the decision.
 *
 * Only `accepted` has changed anything; a refusal uses no key and no token.
 */
export type AdmissionResult =
  /** `userFullInMicros`: microseconds until the user's bucket is full again; 0 where users are not limited. */
  | { readonly kind: 'accepted'; readonly userFullInMicros: number; readonly depth: number }
  /** The key was accepted before, with the same body. */
  | { readonly kind: 'replayed'; readonly depth: number }
  /** The key was accepted before, with another body. */
  | { readonly kind: 'mismatched'; readonly depth: number }
  | { readonly kind: 'limited'; readonly bucket: Bucket; readonly retryAfterMs: number; readonly depth: number }
  /** `retryAfterMs`: how long workers take to make room, as fast as they are now. */
  | { readonly kind: 'full'; readonly retryAfterMs: number; readonly depth: number }
  | { readonly kind: 'closed'; readonly reason: ClosedReason; readonly retryAfterMs: number; readonly depth: number }
  /** Redis, or the replica that the level asks for, is out of reach or too slow. After `unknown` the click may have been accepted: repeat with the same key. */
  | { readonly kind: 'unavailable'; readonly outcome: 'not-accepted' | 'unknown' };

/**
 * Decides whether a click may enter, and if so makes it safe in the same step.
 *
 * Guaranteed: once `accepted` is returned the click is in a batch that some worker will post, at the configured
 * durability level. The depth never passes the cap, whatever number of processes admit.
 * Not guaranteed: that `unavailable/unknown` left nothing behind. It never throws for Redis' sake.
 */
export type Admission = {
  admit(request: AdmissionRequest): Promise<AdmissionResult>;
  /** Decides on clicks that came together, in one call as far as a batch takes them all; the results are in their order. */
  admitAll(requests: readonly AdmissionRequest[]): Promise<readonly AdmissionResult[]>;
  /** From now on replays are answered and new clicks are `closed`, until every reason given is taken back. */
  close(reason: ClosedReason): void;
  /** Takes a reason back. */
  open(reason: ClosedReason): void;
};
