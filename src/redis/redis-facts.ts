import { ReplyError, type Redis } from 'ioredis';
import { readAppendOnlyFile, readReplicas, type AppendOnlyFile, type Replicas } from './redis-guarantees.js';
import { readInfo } from './read-info.js';
import type { RedisKeys } from './redis-keys.js';
import { readRedisRights, type RedisRights } from './redis-rights.js';

/** What a Redis server tells of itself, for those who diagnose it. */
export type RedisFacts = {
  /** Undefined when this user may not use INFO. */
  readonly server: RedisServerFacts | undefined;
  /** Undefined when this user may not use MULTI and DISCARD, by which it is found out. */
  readonly rights: RedisRights | undefined;
  /** By what it shows that it has forgotten nothing: see `QueueMemory`. Undefined when this user may not read it. */
  readonly memory: { readonly found: { readonly epoch: string; readonly mark: number; readonly markedAt: number } | undefined } | undefined;
  /** Milliseconds that each ping took; Infinity for one that got no answer, which is the last then. */
  readonly pingsMs: readonly number[];
  /** What Redis' clock said between two instants of ours, all in milliseconds since 1970; undefined when it may not be asked. */
  readonly clock: { readonly askedAt: number; readonly answeredAt: number; readonly says: number } | undefined;
};

export type RedisServerFacts = {
  readonly version: string;
  /** `master`, or `slave` for a replica. */
  readonly role: string;
  readonly evictionPolicy: string;
  readonly appendOnlyFile: AppendOnlyFile;
  readonly lastFileWriteFailed: boolean;
  readonly replicas: Replicas;
  /** Replicas without which it refuses writes (`min-replicas-to-write`); undefined when this user may not read that. */
  readonly leastReplicas: number | undefined;
  readonly usedBytes: number;
  /** 0: no limit. */
  readonly limitBytes: number;
  readonly machineBytes: number;
};

const PINGS = 10;

/**
 * Reads everything and changes nothing.
 *
 * @param redis as `readRedisRights` wants it; each of its commands fails when it gets no answer in time.
 * @throws when Redis stops answering on the way.
 */
export async function readRedisFacts(redis: Redis, keys: RedisKeys): Promise<RedisFacts> {
  const pingsMs = await measurePings(redis);
  if (pingsMs.includes(Infinity)) return { pingsMs, server: undefined, rights: undefined, memory: undefined, clock: undefined };
  return {
    pingsMs,
    clock: await unlessRefused(() => readClock(redis)),
    server: await unlessRefused(() => readServer(redis)),
    memory: await unlessRefused(() => readMemory(redis, keys)),
    rights: await unlessRefused(() => readRedisRights(redis, keys)),
  };
}

async function readServer(redis: Redis): Promise<RedisServerFacts> {
  const info = await readInfo(redis);
  const textOf = (field: string) => info.get(field) ?? 'unknown';
  const bytesOf = (field: string) => Number(info.get(field) ?? 0);
  return {
    version: textOf('redis_version'),
    role: textOf('role'),
    evictionPolicy: textOf('maxmemory_policy'),
    appendOnlyFile: await readAppendOnlyFile(redis, info),
    lastFileWriteFailed: textOf('aof_last_write_status') === 'err',
    replicas: readReplicas(info),
    leastReplicas: await unlessRefused(() => readLeastReplicas(redis)),
    usedBytes: bytesOf('used_memory'),
    limitBytes: bytesOf('maxmemory'),
    machineBytes: bytesOf('total_system_memory'),
  };
}

async function readMemory(redis: Redis, keys: RedisKeys): Promise<RedisFacts['memory']> {
  const [epoch, mark, markedAt] = await redis.hmget(keys.totals, 'epoch', 'mark', 'markedAtMs');
  return { found: epoch ? { epoch, mark: Number(mark), markedAt: Number(markedAt) } : undefined };
}

async function readLeastReplicas(redis: Redis): Promise<number> {
  const [, value] = (await redis.config('GET', 'min-replicas-to-write')) as string[];
  return Number(value);
}

/** One after the other; a refusal is an answer too. */
async function measurePings(redis: Redis): Promise<number[]> {
  const pings: number[] = [];
  while (pings.length < PINGS && !pings.includes(Infinity)) {
    const start = performance.now();
    const answered = await redis.ping().then(() => true, (fault: unknown) => fault instanceof ReplyError);
    pings.push(answered ? performance.now() - start : Infinity);
  }
  return pings;
}

async function readClock(redis: Redis): Promise<RedisFacts['clock']> {
  const askedAt = Date.now();
  const [seconds, microseconds] = await redis.time();
  return { askedAt, answeredAt: Date.now(), says: Number(seconds) * 1000 + Number(microseconds) / 1000 };
}

/** Undefined when Redis refuses it to this user. */
async function unlessRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (fault) {
    if (fault instanceof ReplyError) return undefined;
    throw fault;
  }
}
