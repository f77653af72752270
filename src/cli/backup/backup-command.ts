import { mkdir, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartFault } from '../../embedded/start-fault.js';
import { findStores, type Stores, type StoreSources } from '../find-stores.js';
import { withLedger } from '../open-ledger.js';
import { readVersion } from '../version.js';
import { copyMongo } from './copy-mongo.js';
import { copyRedis } from './copy-redis.js';
import { writeManifest } from './manifest.js';
import { writeBackupFile } from './write-file.js';

/**
 * Copies Redis, and then MongoDB, into an empty folder; the result is what to say. In this order every click that Redis'
 * copy calls finished is in the ledger's copy, and what it has unfinished is posted again and skipped where it is known.
 *
 * @throws StartFault when a store gives no copy, or the folder is not empty.
 */
export async function makeBackup(folder: string, sources: StoreSources): Promise<string> {
  const stores = findStores(sources);
  await makeEmptyFolder(folder);
  const redis = await backUpRedis(stores, folder);
  const mongodb = await withLedger(stores, ({ client }) => copyMongo(client, stores.mongodbDatabase, folder));
  await writeManifest(folder, { version: readVersion(), redis, mongodb });
  const documents = mongodb.collections.map(({ name, documents: count }) => `${count} of ${name}`).join(', ');
  return `The backup is in ${resolve(folder)}: Redis of ${redis.at} (${redis.bytes} bytes), then MongoDB of ${mongodb.at} (${documents}).`;
}

async function makeEmptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new StartFault(`${folder} is not empty: give a new folder for each backup.`);
}

async function backUpRedis({ redisUrl, redisPrefix }: Stores, folder: string) {
  const at = new Date().toISOString();
  const file = await writeBackupFile(folder, 'redis.rdb', await copyRedis(redisUrl));
  const database = Number(new URL(redisUrl).pathname.slice(1)) || 0;
  return { at, prefix: redisPrefix, database, ...file };
}
