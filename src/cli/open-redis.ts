import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import { Redis, ReplyError, type RedisOptions } from 'ioredis';
import { StartFault } from '../embedded/start-fault.js';
import { answerInTime } from '../redis/answer-in-time.js';
import { withDeadline } from '../redis/deadline.js';
import { readRedisGuarantees, whyUnusable, type RedisGuarantees } from '../redis/redis-guarantees.js';

const START_MS = 10_000;
/** Milliseconds that a prompt client waits for an answer. */
const ANSWER_WITHIN_MS = 400;
/** Between two questions at the start, of which the first got no answer. */
const ASK_AGAIN_MS = 100;
const retryStrategy = (tries: number): number => Math.min(tries * 50, 1000);

/**
 * A master that has become a replica refuses what it had taken before, and keeps its connections: a new one leads to whoever
 * has its place, if the address does. Nothing of the refused command was written.
 */
const isMasterGone = (fault: Error): boolean => fault.message.startsWith('READONLY');

/**
 * For whoever must answer in time: a command fails at once without a connection and after 400 ms without an answer, and
 * none is sent twice by itself.
 */
const PROMPT: RedisOptions = {
  connectTimeout: 1000,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  keepAlive: 5000,
  retryStrategy,
  reconnectOnError: isMasterGone,
};

/** For BullMQ's worker: a command waits for the connection to come back, however long that takes. */
const PATIENT: RedisOptions = {
  maxRetriesPerRequest: null,
  connectTimeout: 1000,
  keepAlive: 5000,
  retryStrategy,
  // 2: and the command is sent again.
  reconnectOnError: (fault) => isMasterGone(fault) && 2,
};

/** For a look: it never connects again, and asks for nothing that this user may not be allowed. */
const ONCE: RedisOptions = { ...PROMPT, retryStrategy: () => null, reconnectOnError: null, enableReadyCheck: false, disableClientInfo: true };

/**
 * Opens a connection and waits until it is ready.
 *
 * @throws StartFault when Redis does not answer within 10 s.
 */
export async function openRedis(url: string, manner: 'prompt' | 'patient', onFault: (fault: unknown) => void) {
  const redis = manner === 'prompt' ? openPrompt(url, PROMPT) : new Redis(url, { ...PATIENT, lazyConnect: true });
  redis.on('error', onFault);
  try {
    void redis.connect().catch(onFault);
    await withDeadline(untilReady(redis), START_MS);
    return redis;
  } catch (cause) {
    redis.disconnect();
    throw new StartFault(`Redis at ${hideSecrets(url)} does not answer; check REDIS_URL and that Redis runs.`, { cause });
  }
}

/**
 * Opens a connection for one look, without waiting for a Redis that is not there: about 1.5 s at most.
 *
 * @throws whatever the network, or Redis, had against it.
 */
export async function openRedisOnce(url: string): Promise<Redis> {
  const redis = openPrompt(url, ONCE);
  const faults: unknown[] = [];
  redis.on('error', (fault) => faults.push(fault));
  try {
    await redis.connect();
    await redis.ping();
    // Redis answers a user whose login it just refused as its default user: the refusal is noted one turn later.
    await setImmediate();
    if (faults.length > 0) throw faults[0];
    return redis;
  } catch (fault) {
    if (faults.length === 0 && isRightMissing(fault)) return redis;
    redis.disconnect();
    throw faults[0] ?? fault;
  }
}

function openPrompt(url: string, options: RedisOptions): Redis {
  return answerInTime(new Redis(url, { ...options, lazyConnect: true }), ANSWER_WITHIN_MS);
}

/** Whether Redis let the user in and refused a command. */
function isRightMissing(fault: unknown): boolean {
  return fault instanceof ReplyError && (fault as Error).message.startsWith('NOPERM');
}

/**
 * Asks again for 10 s: a machine that is busy with the start may let an answer be late, and a prompt connection waits for none.
 *
 * @throws StartFault when the pipeline must not run on this Redis; what the connection says when it does not answer.
 */
export async function checkRedis(redis: Redis): Promise<RedisGuarantees> {
  const guarantees = await untilAnswered(() => readRedisGuarantees(redis)).catch((fault: unknown) => {
    if (!isRightMissing(fault)) throw fault;
    throw new StartFault('Redis refuses this user the command INFO; "mining-clicks doctor" says which rights it lacks.', { cause: fault });
  });
  const reason = whyUnusable(guarantees);
  if (reason !== undefined) throw new StartFault(reason);
  return guarantees;
}

/** A refusal is an answer too. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + START_MS;
  for (;;) {
    try {
      return await ask();
    } catch (fault) {
      if (fault instanceof ReplyError || performance.now() > giveUpAt) throw fault;
      await pause(ASK_AGAIN_MS);
    }
  }
}

function untilReady(redis: Redis): Promise<void> {
  return new Promise((resolve) => (redis.status === 'ready' ? resolve() : redis.once('ready', () => resolve())));
}

/** The address without user and password, and without more than needed where a password was written as it must not be. */
export function hideSecrets(url: string): string {
  return url.replace(/\/\/.*@/, '//');
}
