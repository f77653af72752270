import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { inject } from 'vitest';
import { EPOCH } from '../../src/cli/timing.js';
import { createEpoch } from '../../src/cli/watch-epoch.js';
import { createRedisMemoryStore } from '../../src/queue/redis-memory-store.js';
import { createRedisKeys } from '../../src/redis/redis-keys.js';
import { openCommand } from './command.js';
import { eventually } from './namespace.js';
import { settingsOn } from './process-settings.js';

export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

/** An `api` process of its own for a `beforeAll`, with its log file and what it has written to the stores. */
export type HostileApi = Awaited<ReturnType<typeof openHostileApi>>;

export async function openHostileApi(settings: Readonly<Record<string, string>> = {}) {
  const name = randomBytes(6).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), 'mining-clicks-test-hostile-'));
  const file = join(folder, 'api.ndjson');
  const redis = new Redis(inject('redisUrl'));
  const mongo = new MongoClient(inject('mongodbUrl'));
  const db = mongo.db(`test_${name}`);
  const prefix = `{test-${name}}`;
  // Where Redis had none, an API whose MongoDB does not answer its first question in time would refuse clicks for a while.
  await createRedisMemoryStore(redis, createRedisKeys(prefix), EPOCH).begin(createEpoch());
  const child = openCommand(['api'], {
    cwd: process.cwd(),
    env: {
      ...settingsOn(db.databaseName, prefix),
      MINING_LOG_LEVEL: 'debug',
      MINING_LOG_FILE: file,
      ...settings,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += String(data)));
  const lines = () => readLines(file);
  const port = await eventually(() => {
    if (child.exitCode !== null) throw new Error(`the api ended: ${output}`);
    const listens = lines().find(({ message }) => message.startsWith('api listens on'));
    return listens && Number(listens.message.split(':').at(-1));
  });
  const keys = async () => (await redis.keys(`${prefix}*`)).sort();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    /** Standard output and standard error. */
    output: () => output,
    /** Of the log file, about requests. */
    requestLines: () => lines().filter(({ message }) => message === 'request'),
    /** Everything below the prefix of its keys, and in its database. */
    stored: async () => {
      const collections = await db.listCollections({}, { nameOnly: true }).toArray();
      const counts = await Promise.all(collections.map(async ({ name: each }) => [each, await db.collection(each).countDocuments()] as const));
      return { keys: await keys(), accepted: await redis.hget(`${prefix}:totals`, 'accepted'), rows: Object.fromEntries(counts.filter(([, count]) => count > 0)) };
    },
    close: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      const left = await keys();
      if (left.length > 0) await redis.del(left);
      redis.disconnect();
      await db.dropDatabase();
      await mongo.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Throws where a line is no JSON; the last one may still be on its way. */
function readLines(file: string): LogLine[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as LogLine);
}
