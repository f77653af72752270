import { Redis } from 'ioredis';
import { eventually } from '../../../support/namespace.js';
import { openPrivateMongod, openPrivateRedis, type PrivateServer } from '../../../support/servers.js';
import { openTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.js';
import type { Level } from '../../exactly-once/support/line.js';
import type { Stores } from '../../exactly-once/support/stores.js';
import { openSwitch } from './switch.js';

export type RedisPair = Stores & {
  /** Kills the master, promotes its replica, and makes the old master, emptied of what it alone had, the replica. */
  failOver(): Promise<void>;
};

/** Milliseconds that the replica is behind: between machines it is never none, and what is on its way is lost. */
const BEHIND_MS = 60;

/** A Redis and its replica behind one address, and a mongod. */
export async function openRedisPair(level: Level): Promise<RedisPair> {
  const appendFsync = level === 'fast' ? 'everysec' : 'always';
  const settings = { 'repl-diskless-sync-delay': '0', 'repl-ping-replica-period': '1' };
  const open = () => openPrivateRedis({ appendFsync, settings });
  const [first, second, mongod] = await Promise.all([open(), open(), openPrivateMongod()]);
  const toFirst = await openLink(first);
  const toSecond = await openLink(second);
  const address = await openSwitch(first.port);
  const roles = { master: first, replica: second, toMaster: toFirst, toReplica: toSecond };
  await follow(second, toFirst);
  return {
    level,
    redis: first,
    mongods: [mongod],
    redisUrl: `redis://127.0.0.1:${address.port}`,
    mongodbUrl: mongod.url,
    failOver: async () => {
      const { master, replica, toMaster, toReplica } = roles;
      await master.kill('SIGKILL');
      // What is on its way to the replica does not arrive any more.
      toMaster.cut();
      await ask(replica, (redis) => redis.replicaof('NO', 'ONE'));
      address.leadTo(replica.port);
      await master.restart();
      toMaster.restore();
      await follow(master, toReplica);
      Object.assign(roles, { master: replica, replica: master, toMaster: toReplica, toReplica: toMaster });
    },
    close: async () => {
      address.close();
      for (const link of [toFirst, toSecond]) link.close();
      for (const server of [first, second, mongod]) await server.close();
    },
  };
}

/** The way by which a server is replicated. */
async function openLink({ port }: PrivateServer): Promise<TcpProxy> {
  const link = await openTcpProxy(port);
  link.delay(BEHIND_MS);
  return link;
}

async function follow(server: PrivateServer, toMaster: TcpProxy): Promise<void> {
  await ask(server, async (redis) => {
    await redis.replicaof('127.0.0.1', toMaster.port);
    await eventually(async () => (await redis.info('replication')).includes('master_link_status:up'));
  });
}

async function ask<T>({ url }: PrivateServer, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}
