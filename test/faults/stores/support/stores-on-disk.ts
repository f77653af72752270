import { inject } from 'vitest';
import { mongod, mongodUrl } from '../../../../src/embedded/mongod.js';
import { redisServer, redisUrl } from '../../../../src/embedded/redis-server.js';
import { openPrivateMongod, openPrivateRedis, openPrivateServer } from '../../../support/servers.js';
import type { Level } from '../../exactly-once/support/line.js';
import type { Stores } from '../../exactly-once/support/stores.js';
import { openDisk, type Disk } from './disk.js';

export type StoresOnDisk = Stores & { readonly disk: Disk };

/** Its journal has room of its own: that the disk is full it notices at a checkpoint, of which there is one a minute by default. */
const CHECKPOINT_EVERY_S = '2';

/** Stores of which one has a disk of its own. */
export async function openStoresOnDisk(level: Level, server: 'redis' | 'mongod', megabytes: number): Promise<StoresOnDisk> {
  const disk = await openDisk(megabytes);
  const appendFsync = level === 'fast' ? 'everysec' : 'always';
  const programs = inject('programs');
  const dataFolder = `${disk.folder}/data`;
  const redis =
    server === 'redis'
      ? await openPrivateServer('redis', (place) => ({
          ...redisServer({ ...place, dataFolder, binary: programs['redis-server'], appendFsync }),
          url: redisUrl(place.port),
        }))
      : await openPrivateRedis({ appendFsync });
  const ledger =
    server === 'mongod'
      ? await openPrivateServer('mongod', (place) => {
          const spec = mongod({ ...place, dataFolder, binary: programs.mongod, testCommands: true });
          return { ...spec, args: [...spec.args, '--syncdelay', CHECKPOINT_EVERY_S], url: mongodUrl(place.port) };
        })
      : await openPrivateMongod();
  return {
    level,
    disk,
    redis,
    mongods: [ledger],
    redisUrl: redis.url,
    mongodbUrl: ledger.url,
    close: async () => {
      for (const each of [redis, ledger]) await each.close();
      await disk.close();
    },
  };
}
