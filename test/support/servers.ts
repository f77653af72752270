import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { inject, onTestFinished } from 'vitest';
import { mongod, mongodUrl } from '../../src/embedded/mongod.js';
import { redisServer, redisUrl } from '../../src/embedded/redis-server.js';
import { startServer, type RunningServer, type ServerSpec } from '../../src/embedded/server.js';
import { takeFreePorts } from './free-ports.js';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.js';

/** A server that belongs to whoever started it, who may kill it and start it again on the same data and port. */
export type PrivateServer = {
  readonly url: string;
  readonly port: number;
  /** The present process; changes with `restart`. */
  readonly pid: number;
  /** Sends a signal: SIGKILL, or SIGSTOP and SIGCONT to freeze it. Resolves at once but for SIGKILL, which is awaited. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops it in order, its data stay. */
  stop(): Promise<void>;
  /** Starts it again after `kill` or `stop`. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  close(): Promise<void>;
};

export type PrivateRedisOptions = {
  readonly appendFsync?: 'always' | 'everysec';
  /** Where it keeps its data; below a temporary folder when not given. */
  readonly dataFolder?: string;
  /** More redis-server settings, such as `{ maxmemory: '16mb' }`. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** A redis-server for the present test only, gone with its data when the test ends. */
export async function startPrivateRedis(options: PrivateRedisOptions = {}): Promise<PrivateServer> {
  return closeWithTest(await openPrivateRedis(options));
}

/** A Redis and a replica that follows it, for the present test only. */
export async function startReplicatedRedis(): Promise<{ readonly master: PrivateServer; readonly replica: PrivateServer }> {
  const master = await startPrivateRedis({ settings: { 'repl-diskless-sync-delay': '0' } });
  const replica = await startPrivateRedis({ settings: { replicaof: `127.0.0.1 ${master.port}` } });
  const redis = new Redis(replica.url);
  while (!(await redis.info('replication')).includes('master_link_status:up')) await setTimeout(10);
  redis.disconnect();
  return { master, replica };
}

/** A mongod (replica set of one) for the present test only, gone with its data when the test ends. */
export async function startPrivateMongod(): Promise<PrivateServer> {
  return closeWithTest(await openPrivateMongod());
}

/** A mongod on its own, in no replica set, for the present test only. */
export async function startStandaloneMongod(): Promise<PrivateServer> {
  const place = await choosePlace('mongod');
  const { args, ...spec } = mongod({ ...place, binary: inject('programs').mongod });
  const set = args.indexOf('--replSet');
  const probe = async (): Promise<void> => {
    const client = new MongoClient(`mongodb://127.0.0.1:${place.port}/`, { serverSelectionTimeoutMS: 5000, minHeartbeatFrequencyMS: 50 });
    await client.db('admin').command({ ping: 1 }).finally(() => client.close());
  };
  return closeWithTest(await open({ ...spec, probe, args: args.toSpliced(set, 2) }, `mongodb://127.0.0.1:${place.port}/`, place));
}

/** As `startPrivateRedis`, for a `beforeAll`: whoever opens it closes it. */
export async function openPrivateRedis(options: PrivateRedisOptions = {}): Promise<PrivateServer> {
  const { appendFsync = 'always', settings = {}, dataFolder } = options;
  const place = await choosePlace('redis', dataFolder);
  const base = redisServer({ ...place, binary: inject('programs')['redis-server'], appendFsync });
  const extra = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return open({ ...base, args: [...base.args, ...extra] }, redisUrl(place.port), place);
}

export type PrivateMongodOptions = {
  /** Where it keeps its data; below a temporary folder when not given. */
  readonly dataFolder?: string;
  /** More of its command line, such as `['--syncdelay', '2']`. */
  readonly args?: readonly string[];
};

/** As `startPrivateMongod`, for a `beforeAll`: whoever opens it closes it. */
export async function openPrivateMongod({ dataFolder, args = [] }: PrivateMongodOptions = {}): Promise<PrivateServer> {
  const place = await choosePlace('mongod', dataFolder);
  const spec = mongod({ ...place, binary: inject('programs').mongod, testCommands: true });
  return open({ ...spec, args: [...spec.args, ...args] }, mongodUrl(place.port), place);
}

/** Starts a server of any kind at a place of its own. Whoever opens it closes it. */
export async function openPrivateServer(
  name: string,
  describe: (place: Place) => Omit<ServerSpec, 'name' | 'logFile' | 'listens' | 'temporaryFolder'> & { readonly url: string },
): Promise<PrivateServer> {
  const place = await choosePlace(name);
  const { url, ...spec } = describe(place);
  const { port, logFile, temporaryFolder } = place;
  return open({ ...spec, name, logFile, temporaryFolder, listens: { port, host: '127.0.0.1' } }, url, place);
}

function closeWithTest(server: PrivateServer): PrivateServer {
  onTestFinished(() => server.close());
  return server;
}

/** A way to a server for the present test only, which can be made bad. */
export async function startTcpProxy(serverPort: number): Promise<TcpProxy> {
  const proxy = await openTcpProxy(() => serverPort);
  onTestFinished(proxy.close);
  return proxy;
}

/** Where a private server listens and keeps what it writes. */
export type Place = {
  readonly port: number;
  readonly dataFolder: string;
  readonly logFile: string;
  readonly temporaryFolder: string;
};

async function choosePlace(name: string, dataFolder?: string): Promise<Place> {
  const temporaryFolder = await mkdtemp(join(tmpdir(), `mining-clicks-test-${name}-`));
  const [port = 0] = await takeFreePorts(1);
  return { port, dataFolder: dataFolder ?? join(temporaryFolder, 'data'), logFile: join(temporaryFolder, 'log'), temporaryFolder };
}

async function open(spec: ServerSpec, url: string, { port, temporaryFolder }: Place): Promise<PrivateServer> {
  let server: RunningServer = await startServer(spec);
  return {
    url,
    port,
    get pid() {
      return server.pid;
    },
    kill: async (signal) => {
      server.kill(signal);
      if (signal === 'SIGKILL') await server.exited;
    },
    stop: () => server.stop(),
    restart: async () => {
      await server.stop();
      server = await startServer(spec);
    },
    close: async () => {
      server.kill('SIGCONT');
      await server.stop();
      await rm(temporaryFolder, { recursive: true, force: true });
    },
  };
}

/** A folder for the present test only. */
export async function makeTemporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `mining-clicks-test-${name}-`));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
