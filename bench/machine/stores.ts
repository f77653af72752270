import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { mongod, mongodUrl } from '../../src/embedded/mongod.js';
import { redisServer, redisUrl } from '../../src/embedded/redis-server.js';
import { type RunningServer, startServer } from '../../src/embedded/server.js';

/** A click as every contender leaves it in the ledger. */
export type LedgerClick = { readonly _id: string; readonly acceptedAt: Date; readonly processedAt: Date };

export type Transactions = { readonly committed: number; readonly aborted: number };

export type StorePlan = {
  readonly redisBinary: string;
  readonly mongodBinary: string;
  /** On a real disk: in a folder that lives in memory, flushing costs nothing. */
  readonly folder: string;
  readonly redisPort: number;
  readonly mongodPort: number;
};

/** Redis and MongoDB of the benchmark alone, as durable as the level "safe" demands. */
export type Stores = {
  readonly redisUrl: string;
  readonly mongodbUrl: string;
  readonly database: string;
  readonly redisPid: number;
  readonly mongodPid: number;
  /** Clicks in the ledger. */
  countClicks(): Promise<number>;
  readonly clicks: Collection<LedgerClick>;
  /** Transactions that mongod has committed and aborted since its start, whoever ran them. */
  readTransactions(): Promise<Transactions>;
  /** Bytes that Redis uses. */
  readRedisMemory(): Promise<number>;
  readVersions(): Promise<Readonly<Record<string, string>>>;
  /** Empties both. */
  clear(): Promise<void>;
  stop(): Promise<void>;
};

const DATABASE = 'bench';

export async function startStores(plan: StorePlan, signal: AbortSignal): Promise<Stores> {
  const servers: RunningServer[] = [];
  try {
    servers.push(await startServer(redisSpec(plan), signal), await startServer(mongodSpec(plan), signal));
    return await openStores(plan, servers);
  } catch (error) {
    await Promise.all(servers.map((server) => server.stop()));
    throw error;
  }
}

function redisSpec({ redisBinary, redisPort, folder }: StorePlan) {
  const spec = redisServer({
    binary: redisBinary,
    port: redisPort,
    dataFolder: join(folder, 'redis'),
    logFile: join(folder, 'redis.log'),
    appendFsync: 'always',
    temporaryFolder: folder,
  });
  // A rewrite of the file would hit one contender and spare the next.
  return { ...spec, args: [...spec.args, '--auto-aof-rewrite-percentage', '0'] };
}

function mongodSpec({ mongodBinary, mongodPort, folder }: StorePlan) {
  return mongod({
    binary: mongodBinary,
    port: mongodPort,
    dataFolder: join(folder, 'mongod'),
    logFile: join(folder, 'mongod.log'),
    temporaryFolder: folder,
  });
}

async function openStores(plan: StorePlan, servers: readonly RunningServer[]): Promise<Stores> {
  const [redisProcess, mongodProcess] = servers;
  if (!redisProcess || !mongodProcess) throw new Error('the servers are not there');
  const redis = new Redis(redisUrl(plan.redisPort));
  const mongo = await new MongoClient(mongodUrl(plan.mongodPort)).connect();
  const clicks = mongo.db(DATABASE).collection<LedgerClick>('clicks');
  return {
    redisUrl: redisUrl(plan.redisPort),
    mongodbUrl: mongodUrl(plan.mongodPort),
    database: DATABASE,
    redisPid: redisProcess.pid,
    mongodPid: mongodProcess.pid,
    clicks,
    countClicks: () => clicks.estimatedDocumentCount(),
    readTransactions: async () => readTransactions(await mongo.db('admin').command({ serverStatus: 1 })),
    readRedisMemory: async () => Number(readField(await redis.info('memory'), 'used_memory')),
    readVersions: async () => ({
      'redis-server': readField(await redis.info('server'), 'redis_version'),
      mongod: String((await mongo.db('admin').command({ buildInfo: 1 }))['version']),
    }),
    clear: async () => {
      await redis.flushall('SYNC');
      await mongo.db(DATABASE).dropDatabase();
    },
    stop: async () => {
      redis.disconnect();
      await mongo.close();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function readTransactions({ transactions }: Document): Transactions {
  const { totalCommitted, totalAborted } = transactions as { totalCommitted: number; totalAborted: number };
  return { committed: Number(totalCommitted), aborted: Number(totalAborted) };
}

function readField(info: string, name: string): string {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? '';
}
