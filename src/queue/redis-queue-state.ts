import type { Redis } from 'ioredis';
import { loadLuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { JOB_STATES, type JobState, type QueueState, type ReadQueueState } from './click-queue.js';

/** BullMQ's key of each state, in the order of `JOB_STATES`. */
const STATE_KEYS = ['wait', 'active', 'prioritized', 'delayed', 'completed', 'failed', 'waiting-children'];

/** Reads the queue's state by one script, so that all numbers belong to one instant. */
export function createQueueStateReader(redis: Redis, keys: RedisKeys): ReadQueueState {
  const readQueue = loadLuaScript(redis, new URL('lua/', import.meta.url), 'readQueue');
  const scriptKeys = [keys.unfinished, keys.totals, ...STATE_KEYS.map((state) => keys.queue + state)];
  return async () => decodeQueueState((await readQueue(scriptKeys, [])) as number[]);
}

function decodeQueueState(reply: readonly number[]): QueueState {
  const [now = 0, accepted = 0, finished = 0, unfinishedBatches = 0, oldest = 0, newest = 0, processed = 0] = reply;
  const jobs = Object.fromEntries(JOB_STATES.map((state, index) => [state, reply[7 + index] ?? 0])) as Record<
    JobState,
    number
  >;
  const foreignJobs = Math.max(0, jobs.waiting + jobs.prioritized + jobs.delayed - unfinishedBatches);
  return {
    now,
    depth: accepted - finished + foreignJobs,
    unfinishedBatches,
    lagMs: oldest === 0 ? 0 : Math.max(0, now - oldest),
    newestAcceptedAt: newest,
    lastProcessedAt: processed,
    jobs,
  };
}
