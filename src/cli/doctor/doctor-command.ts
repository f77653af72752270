import type { Environment } from '../../config/read-settings.js';
import { findStores } from '../find-stores.js';
import { hideSecrets } from '../open-redis.js';
import { lookAtMongodb } from './look-at-mongodb.js';
import { lookAtRedis } from './look-at-redis.js';
import { diagnose } from './promises.js';
import { reportJson, reportLines } from './report.js';

export type DoctorOptions = {
  readonly json: boolean;
  readonly env: Environment;
  /** The folder that the running stack was started in. */
  readonly folder: string;
  /** Characters of a line. */
  readonly width: number;
  readonly say: (text: string) => void;
};

/** Milliseconds for each of the two stores, side by side. */
const LOOK_MS = 10_000;

/**
 * Looks at both stores and says what it found; the result is the exit code: 0 when every promise is kept, else 1. It takes
 * 12 s at most.
 *
 * @throws ConfigError when the settings cannot be used.
 */
export async function runDoctor({ json, env, folder, width, say }: DoctorOptions): Promise<number> {
  const stores = findStores({ env, folder });
  const [redis, mongodb] = await Promise.all([
    lookAtRedis(stores.redisUrl, stores.redisPrefix, LOOK_MS),
    lookAtMongodb(stores.mongodbUrl, stores.mongodbDatabase, LOOK_MS),
  ]);
  const diagnosis = diagnose({ level: stores.durability, redis, mongodb });
  const places = { redis: hideSecrets(stores.redisUrl), mongodb: hideSecrets(stores.mongodbUrl), isStack: stores.isStack };
  say(json ? reportJson(diagnosis, places) : reportLines(diagnosis, places, width).join('\n'));
  return diagnosis.isKept ? 0 : 1;
}
