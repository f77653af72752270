import type { Level } from '../../exactly-once/support/line.js';
import { openStores, type Stores } from '../../exactly-once/support/stores.js';
import { openDisk, type Disk } from './disk.js';

export type StoresOnDisk = Stores & { readonly disk: Disk };

/** Its journal has room of its own: that the disk is full mongod notices at a checkpoint, of which there is one a minute by default. */
const CHECKPOINT_EVERY_S = '2';

/** Stores of which one has a disk of its own. */
export async function openStoresOnDisk(level: Level, server: 'redis' | 'mongod', megabytes: number): Promise<StoresOnDisk> {
  const disk = await openDisk(megabytes);
  const dataFolder = `${disk.folder}/data`;
  const choice = server === 'redis' ? { redis: { dataFolder } } : { mongod: { dataFolder, args: ['--syncdelay', CHECKPOINT_EVERY_S] } };
  const stores = await openStores({ level, ...choice });
  return {
    ...stores,
    disk,
    close: async () => {
      await stores.close();
      await disk.close();
    },
  };
}
