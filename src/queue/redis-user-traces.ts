import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { BatchList } from './redis-batch-list.js';
import { FOREIGN_JOB } from './ticket.js';

const UNENDED = ['waiting', 'active', 'delayed', 'prioritized'] as const;
const ENDED = ['completed', 'failed'] as const;

/** What Redis holds of one user: clicks in batches and in foreign jobs, idempotency records, buckets. */
export type RedisUserTraces = {
  /** Whether a click of the user is accepted and not finished, or waits to be taken in. */
  hasUnfinished(userId: string): Promise<boolean>;
  /** Removes the idempotency records of these clicks; sent again, they are accepted, and the ledger decides. */
  forgetClicks(clickIds: readonly string[]): Promise<void>;
  /** Removes buckets, and foreign jobs that have ended. */
  forgetUser(userId: string): Promise<void>;
};

export function createRedisUserTraces(redis: Redis, keys: RedisKeys, queue: Queue, listBatches: () => Promise<BatchList>): RedisUserTraces {
  async function findJobs(states: readonly (typeof UNENDED | typeof ENDED)[number][], userId: string): Promise<Job[]> {
    // BullMQ gives undefined for jobs that end while it reads.
    const jobs: readonly (Job | undefined)[] = await queue.getJobs([...states]);
    return jobs.filter((job): job is Job => job?.name === FOREIGN_JOB && (job.data as { userId?: unknown }).userId === userId);
  }
  return {
    hasUnfinished: async (userId) => {
      const jobs = await findJobs(UNENDED, userId);
      return jobs.length > 0 || (await listBatches()).userIds.has(userId);
    },
    forgetClicks: async (clickIds) => {
      if (clickIds.length > 0) await redis.del(clickIds.map(keys.click));
    },
    forgetUser: async (userId) => {
      await redis.del(keys.userBucket(userId), keys.readBucket(userId));
      for (const job of await findJobs(ENDED, userId)) await job.remove();
    },
  };
}
