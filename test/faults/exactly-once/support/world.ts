import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { PACKAGE_FOLDER } from '../../../../src/cli/package-folder.js';
import { takeFreePorts } from '../../../support/free-ports.js';
import { probeHttp } from '../../../../src/embedded/probe-http.js';
import type { ServerSpec } from '../../../../src/embedded/server.js';
import { openCollections, type LedgerCollections } from '../../../../src/ledger/documents.js';
import { createRedisKeys, type RedisKeys } from '../../../../src/redis/redis-keys.js';
import { randomName } from '../../../support/namespace.js';
import { settingsOn } from '../../../support/process-settings.js';
import { openTcpProxy } from '../../../support/tcp-proxy.js';
import { keepRunning, type KeptProcess } from './kept-process.js';
import { IS_LONG } from './lane.js';
import type { Stores } from './stores.js';

export type ProcessName = 'api' | 'worker';
export type Environment = Readonly<Record<string, string>>;

export type WorldChoice = {
  /** How many of each; 2 when not given. */
  readonly apis?: number;
  readonly workers?: number;
  /** More settings of every process. */
  readonly settings?: Environment;
  /** More of the environment of one start of one process: `index` from 0, `start` from 1. */
  readonly prepare?: (name: ProcessName, index: number, start: number) => Environment;
  /** The built command with which a process is started the next time, such as `worker-1`; that of this checkout when not given. */
  readonly commandOf?: (process: string) => string;
};

/** A pipeline of real processes of the built command on stores that it shares with nobody or with other worlds. */
export type World = {
  readonly stores: Stores;
  readonly apis: readonly KeptProcess[];
  readonly workers: readonly KeptProcess[];
  /** Where clicks are sent. */
  readonly url: string;
  /** Journals and logs; removed with the world unless they are worth a look. */
  readonly folder: string;
  /** What the commands are run with. */
  readonly environment: Environment;
  readonly ledger: LedgerCollections;
  readonly redis: Redis;
  readonly keys: RedisKeys;
  /**
   * Waits until clicks are accepted and credited again and nothing that was accepted before is unfinished; gives the
   * seconds that this took. Clicks have to be on their way meanwhile.
   */
  measureRecovery(): Promise<number>;
  /** Leaves the folder where it is. */
  keepFolder(): void;
  close(): Promise<void>;
};

/** Some clicks are over it, so that rejected ones are part of every run, and not so low that they are nearly all of a long one. */
const DAILY_CAP = IS_LONG ? '250' : '40';
const MAIN = join(PACKAGE_FOLDER, 'dist/src/cli/main.js');
const LOOK_EVERY_MS = 50;
const RECOVERED_WITHIN_MS = 120_000;

/** Starts the processes, and waits until each answers. A preload that ends one at its start is not waited for. */
export async function openWorld(stores: Stores, { apis = 2, workers = 2, settings = {}, prepare = () => ({}), commandOf = () => MAIN }: WorldChoice = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'mining-clicks-test-world-'));
  const prefix = `{test-${randomName()}}`;
  const database = `test_${randomName()}`;
  const environment = { ...settingsOf(stores, prefix, database), ...settings };
  const ports = await takeFreePorts(apis + workers);
  const keep = (name: ProcessName, index: number, port: number): KeptProcess =>
    keepRunning(`${name}-${index}`, (start) =>
      specOf(name, `${name}-${index}`, { folder, port, main: commandOf(`${name}-${index}`), env: { ...environment, ...prepare(name, index, start) } }),
    );
  const keptApis = ports.slice(0, apis).map((port, index) => keep('api', index, port));
  const keptWorkers = ports.slice(apis).map((port, index) => keep('worker', index, port));
  const all = [...keptApis, ...keptWorkers];
  const redis = new Redis(stores.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const mongo = new MongoClient(stores.mongodbUrl, { serverSelectionTimeoutMS: 10_000 });
  let turn = 0;
  // To each API in turn, whether it is well or not, as a load balancer that has not noticed yet: so a click that is
  // repeated often comes to another one than before.
  const balancer = await openTcpProxy(() => ports[turn++ % apis] ?? 0);
  const ledger = openCollections(mongo.db(database));
  const keys = createRedisKeys(prefix);
  let isKept = false;
  await Promise.all(all.map((each) => each.untilRunning()));
  return {
    stores,
    apis: keptApis,
    workers: keptWorkers,
    url: `http://127.0.0.1:${balancer.port}`,
    folder,
    environment,
    ledger,
    redis,
    keys,
    measureRecovery: () => measureRecovery(ledger, redis, keys),
    keepFolder: () => void (isKept = true),
    close: async () => {
      await Promise.all(all.map((each) => each.stop()));
      balancer.close();
      redis.disconnect();
      await mongo.close();
      if (!isKept) await rm(folder, { recursive: true, force: true });
    },
  };
}

function settingsOf(stores: Stores, prefix: string, database: string): Environment {
  return {
    PATH: process.env['PATH'] ?? '',
    ...settingsOn(database, prefix, stores),
    MINING_DURABILITY: stores.level,
    MINING_LIMIT_GLOBAL_RATE: '0',
    MINING_LIMIT_USER_RATE: '0',
    MINING_LIMIT_IP_RATE: '0',
    MINING_LIMIT_READ_RATE: '0',
    MINING_REWARD_DAILY_CAP: DAILY_CAP,
  };
}

type ProcessPlace = { readonly folder: string; readonly port: number; readonly main: string; readonly env: Environment };

function specOf(name: ProcessName, fullName: string, { folder, port, main, env }: ProcessPlace): ServerSpec {
  const portSetting = name === 'api' ? 'MINING_API_PORT' : 'MINING_WORKER_PORT';
  return {
    name: fullName,
    command: process.execPath,
    args: [main, name],
    env: { ...env, [portSetting]: String(port), MINING_LOG_FILE: join(folder, `${fullName}.ndjson`) },
    logFile: join(folder, `${fullName}.out.log`),
    listens: { port, host: '127.0.0.1' },
    stopWithinMs: 10_000,
    startWithinMs: 60_000,
    probe: (signal) => probeHttp(`http://127.0.0.1:${port}/livez`, signal),
  };
}

async function measureRecovery({ clicks }: LedgerCollections, redis: Redis, keys: RedisKeys): Promise<number> {
  const since = Date.now();
  const start = performance.now();
  for (;;) {
    const credited = await clicks.findOne({ acceptedAt: { $gt: new Date(since) } }).catch(() => null);
    const [, oldest = Infinity] = credited === null ? [] : await redis.zrange(keys.unfinished, 0, 0, 'WITHSCORES');
    const tookMs = performance.now() - start;
    if (credited !== null && Number(oldest) > since) return tookMs / 1000;
    if (tookMs > RECOVERED_WITHIN_MS) throw new Error(`not recovered after ${tookMs / 1000} s: the oldest batch is of ${String(oldest)}`);
    await pause(LOOK_EVERY_MS);
  }
}
