import type { Redis } from 'ioredis';
import { DeadlineError, withDeadline } from '../../redis/deadline.js';
import { readRedisFacts, type RedisFacts } from '../../redis/redis-facts.js';
import { createRedisKeys } from '../../redis/redis-keys.js';
import { openRedisOnce } from '../open-redis.js';
import type { Look } from './check.js';

/** Reads what Redis tells within `deadlineMs`, or says in one sentence why it cannot be asked. */
export async function lookAtRedis(url: string, prefix: string, deadlineMs: number): Promise<Look<RedisFacts>> {
  let redis: Redis | undefined;
  const look = async (): Promise<RedisFacts> => {
    redis?.disconnect();
    redis = await openRedisOnce(url);
    return readRedisFacts(redis, createRedisKeys(prefix));
  };
  try {
    return { kind: 'reached', facts: await withDeadline(twiceIfLate(look), deadlineMs) };
  } catch (fault) {
    return { kind: 'unreachable', why: whyUnreachable(fault) };
  } finally {
    redis?.disconnect();
  }
}

/** On a machine that is busy a Redis that is well may miss one answer, and is not called slow or away for it. */
async function twiceIfLate(look: () => Promise<RedisFacts>): Promise<RedisFacts> {
  const facts = await look().catch((fault: unknown) => {
    if (!isLate(fault)) throw fault;
    return undefined;
  });
  return facts && !facts.pingsMs.includes(Infinity) ? facts : look();
}

function isLate(fault: unknown): boolean {
  return fault instanceof DeadlineError || (fault as { code?: string }).code === 'ETIMEDOUT';
}

function whyUnreachable(fault: unknown): string {
  const { code, message = String(fault) } = fault as { code?: string; message?: string };
  if (message.startsWith('NOAUTH')) return 'It asks for a password: put user:password@ before the host in REDIS_URL.';
  if (message.startsWith('WRONGPASS')) return 'It does not know this user or password: check REDIS_URL.';
  if (message.startsWith('LOADING')) return 'It still reads its data: wait until it is ready.';
  const why = fault instanceof DeadlineError ? 'no answer in time' : (code ?? message);
  return `Redis does not answer (${why}): check REDIS_URL, and that Redis runs.`;
}
