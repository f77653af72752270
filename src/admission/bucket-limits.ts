/** A token bucket. A rate of 0 means no limit. */
export type BucketLimit = {
  /** Tokens a second. */
  readonly rate: number;
  /** Most tokens that it holds. */
  readonly burst: number;
};

export type BucketLimits = { readonly global: BucketLimit; readonly user: BucketLimit; readonly ip: BucketLimit };

export const NO_LIMITS: BucketLimits = {
  global: { rate: 0, burst: 0 },
  user: { rate: 0, burst: 0 },
  ip: { rate: 0, burst: 0 },
};

/**
 * Microseconds between two tokens, rounded up to a quarter: times since 1970 in quarters of a microsecond are exact in
 * a double, so the bucket never gives more than its rate, and at most 0.3 % less (at 12,000/s).
 */
export function tokenInterval({ rate }: BucketLimit): number {
  return rate === 0 ? 0 : Math.ceil(4e6 / rate) / 4;
}

/** Microseconds that an empty bucket takes to be full. */
export function capacityOf(limit: BucketLimit): number {
  return tokenInterval(limit) * limit.burst;
}

/** The script's arguments: interval and capacity in microseconds of the global, the user and the IP bucket. */
export function bucketArguments(limits: BucketLimits): readonly number[] {
  return [limits.global, limits.user, limits.ip].flatMap((limit) => [tokenInterval(limit), capacityOf(limit)]);
}
