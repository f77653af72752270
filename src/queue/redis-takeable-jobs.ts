import type { Redis } from 'ioredis';
import type { RedisKeys } from '../redis/redis-keys.js';

/**
 * Counts the jobs that wait and that any worker may take now: none while somebody has paused the queue or limits it for all
 * workers together.
 */
export function createTakeableJobCounter(redis: Redis, keys: RedisKeys): () => Promise<number> {
  const [wait, prioritized, meta, limiter] = ['wait', 'prioritized', 'meta', 'limiter'].map((name) => keys.queue + name) as [string, string, string, string];
  return async () => {
    const replies = await redis.pipeline().llen(wait).zcard(prioritized).hmget(meta, 'paused', 'concurrency').exists(limiter).exec();
    const [waiting, withPriority, limits, isLimited] = (replies ?? []).map(([, reply]) => reply) as [number, number, (string | null)[], number];
    const isHeldBack = isLimited === 1 || limits.some((limit) => limit !== null);
    return isHeldBack ? 0 : waiting + withPriority;
  };
}
