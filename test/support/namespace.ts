import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { MongoClient, type Db } from 'mongodb';
import { inject, onTestFinished } from 'vitest';
import { createRedisKeys, type RedisKeys } from '../../src/redis/redis-keys.js';

/** Keys of its own in the shared Redis, removed when the test ends. */
export type RedisNamespace = { readonly redis: Redis; readonly keys: RedisKeys; readonly prefix: string };

export function randomName(): string {
  return randomBytes(6).toString('hex');
}

/** A connection to the shared Redis for the present test, or to `url`. */
export function openTestRedis(url: string = inject('redisUrl')): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  return redis;
}

export function openRedisNamespace(url?: string): RedisNamespace {
  const redis = openTestRedis(url);
  const prefix = `{test-${randomName()}}`;
  onTestFinished(async () => {
    const keys = await redis.keys(`${prefix}*`);
    if (keys.length > 0) await redis.del(keys);
  });
  return { redis, keys: createRedisKeys(prefix), prefix };
}

/** A database of its own in the shared MongoDB, dropped when the test ends. */
export function openTestDatabase(url: string = inject('mongodbUrl')): { client: MongoClient; db: Db } {
  const isShared = url === inject('mongodbUrl');
  // The shared one is never away, and only slow where the machine is; a private one may be made to be away.
  const client = new MongoClient(url, { serverSelectionTimeoutMS: isShared ? 30_000 : 3000 });
  const db = client.db(`test_${randomName()}`);
  onTestFinished(async () => {
    // A private server goes with its data.
    if (isShared) await db.dropDatabase();
    await client.close();
  });
  return { client, db };
}

/** Waits until `check` gives something other than undefined or false, and returns it; the test's time limit bounds it. */
export async function eventually<T>(check: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (;;) {
    const result = await check();
    if (result !== undefined && result !== false) return result;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
