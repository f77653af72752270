import { Redis } from 'ioredis';
import { eventually } from '../../../support/namespace.js';
import type { PrivateServer } from '../../../support/servers.js';
import { openTcpProxy, type TcpProxy } from '../../../support/tcp-proxy.js';
import type { Level } from '../../exactly-once/support/line.js';
import { openRedisOf, openStores, type Stores } from '../../exactly-once/support/stores.js';

export type RedisPair = Stores & {
  /** Kills the master, promotes its replica, and makes the old master, emptied of what it alone had, the replica. */
  failOver(): Promise<void>;
  /** Lets the replica catch up and change places with its master. Both go on, and so does every connection to them. */
  switchOver(): Promise<void>;
};

/** Milliseconds that the replica is behind: between machines it is never none, and what is on its way is lost. */
const BEHIND_MS = 60;

/** A Redis and its replica behind one address, and a mongod. */
export async function openRedisPair(level: Level): Promise<RedisPair> {
  const redis = { settings: { 'repl-diskless-sync-delay': '0', 'repl-ping-replica-period': '1' } };
  const [stores, second] = await Promise.all([openStores({ level, redis }), openRedisOf(level, redis)]);
  const first = stores.redis;
  const toFirst = await openLink(first);
  const toSecond = await openLink(second);
  const roles = { master: first, replica: second, toMaster: toFirst, toReplica: toSecond };
  // As a name whose entry is changed at a failover.
  const address = await openTcpProxy(() => roles.master.port);
  function changeRoles(): void {
    const { master, replica, toMaster, toReplica } = roles;
    Object.assign(roles, { master: replica, replica: master, toMaster: toReplica, toReplica: toMaster });
  }
  await follow(second, toFirst);
  return {
    ...stores,
    redisUrl: `redis://127.0.0.1:${address.port}`,
    failOver: async () => {
      const { master, replica, toMaster, toReplica } = roles;
      await master.kill('SIGKILL');
      // What is on its way to the replica does not arrive any more.
      toMaster.cut();
      await ask(replica, (redis) => redis.replicaof('NO', 'ONE'));
      changeRoles();
      address.reset();
      await master.restart();
      toMaster.restore();
      await follow(master, toReplica);
    },
    switchOver: async () => {
      const { master, toReplica } = roles;
      await ask(master, async (redis) => {
        // With a time limit it sends no pings meanwhile: the replica would never have the last of them.
        await redis.call('FAILOVER', 'TIMEOUT', '10000');
        await eventually(async () => (await redis.info('replication')).includes('role:slave'));
      });
      changeRoles();
      await follow(master, toReplica);
    },
    close: async () => {
      address.close();
      for (const link of [toFirst, toSecond]) link.close();
      await second.close();
      await stores.close();
    },
  };
}

/** The way by which a server is replicated. */
async function openLink({ port }: PrivateServer): Promise<TcpProxy> {
  const link = await openTcpProxy(() => port);
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
