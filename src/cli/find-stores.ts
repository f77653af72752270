import { join } from 'node:path';
import { readStoreSettings } from '../config/config.js';
import type { Environment } from '../config/read-settings.js';
import type { PromisedLevel } from '../redis/redis-guarantees.js';
import { readStackFile } from './stack-file.js';

/** Where queue and ledger are, and how safely clicks are to be kept there. */
export type Stores = {
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly mongodbUrl: string;
  readonly mongodbDatabase: string;
  readonly durability: PromisedLevel;
  /** Whether a stack that runs here says so, not the settings. */
  readonly isStack: boolean;
};

export type StoreSources = {
  readonly env: Environment;
  /** The folder that the running stack was started in. */
  readonly folder: string;
};

/** The stores of the running stack, else those that the settings name. */
export function findStores({ env, folder }: StoreSources): Stores {
  const stack = readStackFile(join(folder, 'var'));
  const settings = readStoreSettings(env);
  return {
    redisUrl: stack?.redisUrl ?? settings.REDIS_URL,
    redisPrefix: stack?.queue.prefix ?? settings.MINING_REDIS_PREFIX,
    mongodbUrl: stack?.mongodbUrl ?? settings.MONGODB_URL,
    mongodbDatabase: stack?.mongodbDatabase ?? settings.MINING_MONGODB_DATABASE,
    durability: stack?.durability ?? settings.MINING_DURABILITY,
    isStack: stack !== undefined,
  };
}
