import type { Redis } from 'ioredis';
import { withDeadline } from '../redis/deadline.js';
import { loadLuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { capacityOf, tokenInterval, type BucketLimit } from './bucket-limits.js';
import { UNLIMITED_READS, type ReadLimiter } from './read-limiter.js';

/** @param deadlineMs milliseconds that a call may take; after that the read is let through. */
export function createRedisReadLimiter(redis: Redis, keys: RedisKeys, limit: BucketLimit, deadlineMs: number): ReadLimiter {
  if (limit.rate === 0) return UNLIMITED_READS;
  const takeTokens = loadLuaScript(redis, new URL('lua/', import.meta.url), 'takeTokens');
  return {
    limit,
    async take(userId, wanted) {
      try {
        const taking = takeTokens([keys.readBucket(userId)], [tokenInterval(limit), capacityOf(limit), wanted]);
        const [taken, fullInMicros] = (await withDeadline(taking, deadlineMs)) as [number, number];
        return { taken, fullInMicros };
      } catch {
        return { taken: wanted };
      }
    },
  };
}
