import { readMemoryMarks } from '../../config/config.js';
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
};

/** What to print, and the exit code: 0 when every promise is kept, else 1. */
export type DoctorAnswer = { readonly text: string; readonly exitCode: 0 | 1 };

/** Milliseconds for each of the two stores, side by side. */
const LOOK_MS = 10_000;

/**
 * Looks at both stores and tells what it found, within 12 s.
 *
 * @throws ConfigError when the settings cannot be used.
 */
export async function runDoctor({ json, env, folder, width }: DoctorOptions): Promise<DoctorAnswer> {
  const stores = findStores({ env, folder });
  const [redis, mongodb] = await Promise.all([
    lookAtRedis(stores.redisUrl, stores.redisPrefix, LOOK_MS),
    lookAtMongodb(stores.mongodbUrl, stores.mongodbDatabase, LOOK_MS),
  ]);
  const diagnosis = diagnose({ level: stores.durability, memoryMarks: readMemoryMarks(env), redis, mongodb });
  const places = { redis: hideSecrets(stores.redisUrl), mongodb: hideSecrets(stores.mongodbUrl), isStack: stores.isStack };
  const text = json ? reportJson(diagnosis, places) : reportLines(diagnosis, places, width).join('\n');
  return { text, exitCode: diagnosis.isKept ? 0 : 1 };
}
