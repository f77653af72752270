import { describeSurroundings } from '../../embedded/parts/surroundings.js';
import { provideParts } from '../../embedded/parts/provide-parts.js';
import { runAudited } from '../../ledger/audit-trail.js';
import { readBackup, type Manifest } from '../backup/manifest.js';
import { findStores, type Stores, type StoreSources } from '../find-stores.js';
import { withLedger } from '../open-ledger.js';
import { openRedis } from '../open-redis.js';
import { operatingSystemUser } from '../operating-system-user.js';
import { requireEmptyDatabase, restoreMongo } from './restore-mongo.js';
import { requireNoKeys, restoreRedis } from './restore-redis.js';

export type RestoreOptions = {
  readonly from: string;
  /** Both, where it is not given. */
  readonly only?: 'redis' | 'mongodb';
};

/**
 * Writes a backup to stores that hold nothing yet; the result is what to say. Everything is checked before the first write.
 *
 * @throws StartFault when the backup is not whole, a store is not empty, or refuses something.
 */
export async function restoreBackup({ from, only }: RestoreOptions, sources: StoreSources): Promise<string> {
  const manifest = await readBackup(from);
  const stores = findStores(sources);
  return withLedger(stores, async (ledger) => {
    const redis = await openRedis(stores.redisUrl, 'patient', () => undefined);
    try {
      if (only !== 'redis') await requireEmptyDatabase(ledger.db);
      if (only !== 'mongodb') await requireNoKeys(redis, stores.redisPrefix);
      const filter = { mongodb: manifest.mongodb.at, redis: manifest.redis.at, ...(only && { only }) };
      const intent = { by: operatingSystemUser(), via: 'command', act: 'restore-backup', filter } as const;
      const { counts } = await runAudited(ledger.trail, intent, async (count) => {
        if (only !== 'redis') count('documents', await restoreMongo(ledger.db, from, manifest.mongodb));
        if (only !== 'mongodb') count('keys', await restoreRedis(redis, stores.redisPrefix, from, manifest.redis, await findRedisServer(sources)));
        return 'done';
      });
      return describe(manifest, counts, stores);
    } finally {
      redis.disconnect();
    }
  });
}

async function findRedisServer({ env }: StoreSources): Promise<string> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  return (await provideParts(['redis-server'], describeSurroundings({ ...env }, say)))['redis-server'];
}

function describe({ redis, mongodb }: Manifest, { documents, keys }: Readonly<Record<string, number>>, stores: Stores): string {
  const parts = [
    ...(documents === undefined ? [] : [`MongoDB as of ${mongodb.at}: ${documents} documents in ${stores.mongodbDatabase}.`]),
    ...(keys === undefined ? [] : [`Redis as of ${redis.at}: ${keys} keys below ${stores.redisPrefix}.`]),
  ];
  return [...parts, 'Clicks that were accepted after that are not in it: docs/backup.md says which, and how to go on.'].join('\n');
}
