import type { BucketLimit } from './bucket-limits.js';

/** What came of asking for tokens. */
export type ReadAllowance = {
  /** How many were taken: 0 to what was wanted. */
  readonly taken: number;
  /** Microseconds until the bucket is full again; missing where there is no limit, or it could not be asked. */
  readonly fullInMicros?: number;
};

/**
 * One bucket for each user, for all that reads about clicks: replays, statuses, the account. A poll must not become a
 * read of the ledger that costs nothing; the buckets of clicks do not pay for it, since a replay must be answered.
 *
 * It never throws: while Redis does not answer nothing is limited, because the ledger must still be readable then.
 */
export type ReadLimiter = {
  readonly limit: BucketLimit;
  /** @param wanted at least 1. */
  take(userId: string, wanted: number): Promise<ReadAllowance>;
};

/** For whoever limits no reads. */
export const UNLIMITED_READS: ReadLimiter = {
  limit: { rate: 0, burst: 0 },
  take: (_userId, wanted) => Promise.resolve({ taken: wanted }),
};
