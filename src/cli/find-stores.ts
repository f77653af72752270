import { join } from 'node:path';
import type { RewardRules } from '../click/reward-policy.js';
import { readRewardRules, readStoreSettings } from '../config/config.js';
import type { Environment } from '../config/read-settings.js';
import { readStackFile, type StackFile } from './stack-file.js';

/** Where queue and ledger are, and how safely clicks are to be kept there. */
export type Stores = {
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly mongodbUrl: string;
  readonly mongodbDatabase: string;
  readonly durability: 'safe' | 'fast';
  /** What its workers credit. */
  readonly rewardRules: RewardRules;
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
  return stack ? storesOf(stack) : readStores(env);
}

function storesOf({ redisUrl, queue, mongodbUrl, mongodbDatabase, durability, rewardRules }: StackFile): Stores {
  return { redisUrl, redisPrefix: queue.prefix, mongodbUrl, mongodbDatabase, durability, rewardRules, isStack: true };
}

function readStores(env: Environment): Stores {
  const settings = readStoreSettings(env);
  return {
    redisUrl: settings.REDIS_URL,
    redisPrefix: settings.MINING_REDIS_PREFIX,
    mongodbUrl: settings.MONGODB_URL,
    mongodbDatabase: settings.MINING_MONGODB_DATABASE,
    durability: settings.MINING_DURABILITY,
    rewardRules: readRewardRules(env),
    isStack: false,
  };
}
