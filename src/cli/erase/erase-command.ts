import type { Redis } from 'ioredis';
import { hideUser, runAudited } from '../../ledger/audit-trail.js';
import { createMongoEraser } from '../../ledger/mongo-erase.js';
import { createTicketQueue } from '../../queue/bullmq-queue.js';
import { createBatchLister } from '../../queue/redis-batch-list.js';
import { createRedisUserTraces } from '../../queue/redis-user-traces.js';
import { createRedisKeys } from '../../redis/redis-keys.js';
import { confirmOrRefuse } from '../confirm-or-refuse.js';
import { findStores, type StoreSources, type Stores } from '../find-stores.js';
import { LEDGER_COMMAND_MS, withLedger, type OpenedLedger } from '../open-ledger.js';
import { openRedis } from '../open-redis.js';
import { operatingSystemUser } from '../operating-system-user.js';
import { stopOnSignal } from '../stop-on-signal.js';
import { eraseUser } from './erase-user.js';

export type EraseOptions = { readonly user: string; readonly wait: number; readonly dryRun: boolean; readonly yes: boolean };

/**
 * Runs the command; the result is what to say.
 *
 * @throws StartFault when nobody confirms it, the user's clicks are in flight, or a store is out of reach.
 */
export async function eraseWithConfirmation(options: EraseOptions, sources: StoreSources): Promise<string> {
  const stores = findStores(sources);
  return withLedger(stores, async (ledger) => {
    const redis = await openRedis(stores.redisUrl, 'patient', () => undefined);
    try {
      return await eraseFrom(ledger, redis, stores, options);
    } finally {
      redis.disconnect();
    }
  });
}

async function eraseFrom({ client, db, trail }: OpenedLedger, redis: Redis, { redisPrefix }: Stores, { user, wait, dryRun, yes }: EraseOptions): Promise<string> {
  const eraser = createMongoEraser(client, db, { commandMs: LEDGER_COMMAND_MS });
  const { clicks, deadLetters, balance } = await eraser.count(user);
  const account = balance === undefined ? 'no account' : `an account with the balance ${balance}`;
  const what = `What the ledger has of ${user}: clicks ${clicks}, dead letters ${deadLetters}, ${account}.`;
  if (dryRun) return what;
  await confirmOrRefuse(`${what}\nErase them for good?`, yes);
  const keys = createRedisKeys(redisPrefix);
  const { queue, close } = createTicketQueue(redis, redisPrefix, () => undefined);
  const traces = createRedisUserTraces(redis, keys, queue, createBatchLister(redis, keys));
  const intent = { by: operatingSystemUser(), via: 'command', act: 'erase-user', filter: hideUser(user) } as const;
  const run = (signal: AbortSignal) =>
    runAudited(trail, intent, (count) => eraseUser(traces, eraser, { userId: user, waitMs: wait }, count, signal));
  try {
    const { counts, result } = await stopOnSignal(run);
    const done = `${counts['clicks'] ?? 0} clicks were erased`;
    return result === 'done' ? `${done}, and everything else that was kept of the user.` : `${done}. Stopped; run it again for the rest.`;
  } finally {
    await close();
  }
}
