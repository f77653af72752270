import { MongoClient } from 'mongodb';
import { inject } from 'vitest';
import { mongod } from '../../../../src/embedded/mongod.js';
import {
  openPrivateMongod,
  openPrivateRedis,
  openPrivateServer,
  type PrivateMongodOptions,
  type PrivateRedisOptions,
  type PrivateServer,
} from '../../../support/servers.js';
import type { Level } from './line.js';

/** The servers that hold the clicks of one or more worlds, open to faults. */
export type Stores = {
  readonly level: Level;
  readonly redis: PrivateServer;
  /** One, or the three members of a replica set. */
  readonly mongods: readonly PrivateServer[];
  readonly redisUrl: string;
  readonly mongodbUrl: string;
  close(): Promise<void>;
};

export type StoresChoice = {
  readonly level: Level;
  /** 1 when not given. */
  readonly mongods?: 1 | 3;
  readonly redis?: Omit<PrivateRedisOptions, 'appendFsync'>;
  /** Of a mongod that is the only one. */
  readonly mongod?: PrivateMongodOptions;
};

const REPLICA_SET = 'rs0';
/** Milliseconds after which the others notice that a primary is gone; the default of 10 s only makes the run longer. */
const ELECTION_TIMEOUT_MS = 2_000;

export async function openStores({ level, mongods = 1, redis: redisChoice, mongod: mongodChoice }: StoresChoice): Promise<Stores> {
  const redis = await openRedisOf(level, redisChoice);
  const members = mongods === 1 ? [await openPrivateMongod(mongodChoice)] : await openReplicaSet(mongods);
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`);
  return {
    level,
    redis,
    mongods: members,
    redisUrl: redis.url,
    mongodbUrl: `mongodb://${hosts.join(',')}/?replicaSet=${REPLICA_SET}`,
    close: async () => {
      for (const server of [redis, ...members]) await server.close();
    },
  };
}

/** A redis-server that keeps what it is given as the level has it. */
export function openRedisOf(level: Level, choice: StoresChoice['redis'] = {}): Promise<PrivateServer> {
  return openPrivateRedis({ ...choice, appendFsync: level === 'fast' ? 'everysec' : 'always' });
}

/** Members that vote and may each become the primary. */
async function openReplicaSet(count: number): Promise<PrivateServer[]> {
  const members = await Promise.all(Array.from({ length: count }, openMember));
  const [first] = members;
  if (first === undefined) throw new Error('a replica set has at least one member');
  const config = {
    _id: REPLICA_SET,
    members: members.map(({ port }, index) => ({ _id: index, host: `127.0.0.1:${port}` })),
    settings: { electionTimeoutMillis: ELECTION_TIMEOUT_MS },
  };
  await askMember(first.port, { replSetInitiate: config });
  const client = new MongoClient(`mongodb://127.0.0.1:${first.port}/?replicaSet=${REPLICA_SET}`, { serverSelectionTimeoutMS: 30_000 });
  // The first write waits for the first primary.
  await client.db('admin').command({ ping: 1 }, { readPreference: 'primary' }).finally(() => client.close());
  return members;
}

/** As the only mongod of a stack is run, but that it does not make a set of itself. */
function openMember(): Promise<PrivateServer> {
  return openPrivateServer('mongod', (place) => {
    const spec = mongod({ ...place, binary: inject('programs').mongod, testCommands: true });
    const url = `mongodb://127.0.0.1:${place.port}/?directConnection=true`;
    return { ...spec, url, probe: () => askMember(place.port, { ping: 1 }) };
  });
}

async function askMember(port: number, command: Readonly<Record<string, unknown>>): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: 1_000 });
  await client.db('admin').command(command).finally(() => client.close());
}
