import type { Redis } from 'ioredis';
import { StartFault } from '../../embedded/start-fault.js';
import { runAudited } from '../../ledger/audit-trail.js';
import { createMongoEpochLedger } from '../../ledger/mongo-epoch.js';
import { createRowCounter } from '../../ledger/mongo-row-counter.js';
import { createRedisMemoryStore } from '../../queue/redis-memory-store.js';
import { createRedisKeys } from '../../redis/redis-keys.js';
import { confirm } from '../confirm.js';
import { findStores, type StoreSources, type Stores } from '../find-stores.js';
import { LEDGER_COMMAND_MS, withLedger, type OpenedLedger } from '../open-ledger.js';
import { openRedis } from '../open-redis.js';
import { operatingSystemUser } from '../operating-system-user.js';
import { EPOCH } from '../timing.js';
import { createEpoch } from '../watch-epoch.js';
import { describeLoss, type KnownLoss } from './describe-loss.js';

export type ReopenOptions = { readonly yes: boolean };

const DONE = `Done: APIs and workers that run go on by themselves within ${EPOCH.everyMs / 1000} s.`;

/**
 * Runs the command; the result is what to say.
 *
 * @throws StartFault when a store does not answer, or nobody confirms it.
 */
export async function reopenAdmission({ yes }: ReopenOptions, sources: StoreSources): Promise<string> {
  const stores = findStores(sources);
  return withLedger(stores, async (ledger) => {
    // It may wait for an answer: nobody else does.
    const redis = await openRedis(stores.redisUrl, 'patient', () => undefined);
    try {
      return await reopenWith(openMemories(redis, ledger, stores), yes);
    } finally {
      redis.disconnect();
    }
  });
}

function openMemories(redis: Redis, { db, trail }: OpenedLedger, { redisPrefix }: Stores) {
  const timed = { commandMs: LEDGER_COMMAND_MS };
  return {
    queue: createRedisMemoryStore(redis, createRedisKeys(redisPrefix), EPOCH),
    ledger: createMongoEpochLedger(db, timed),
    trail,
    countRows: createRowCounter(db, timed),
  };
}

type Memories = ReturnType<typeof openMemories>;

async function reopenWith(memories: Memories, yes: boolean): Promise<string> {
  const loss = await findLoss(memories);
  const { isLost, lines } = describeLoss(loss);
  if (!isLost) return `${lines.join('\n')}\nNothing was changed.`;
  const what = lines.join('\n');
  if (!yes && !(await confirm(`${what}\nAccept clicks again?`))) {
    throw new StartFault(`${what}\nNothing was changed: it was not confirmed. Without a terminal, add --yes.`);
  }
  await replaceEpoch(memories, loss);
  return yes ? `${what}\n${DONE}` : DONE;
}

async function findLoss({ queue, ledger, countRows }: Memories): Promise<KnownLoss> {
  const memory = await queue.read();
  const record = await ledger.read();
  const isOlderCopy = memory !== undefined && memory.epoch === record?.epoch;
  const since = isOlderCopy ? memory.markedAt : record?.markedAt.getTime();
  // Where the ledger is new its index may be missing: then there is nothing to count either.
  const clicksSince = since === undefined ? 0 : await countRows(since, Date.now() + DAY_MS);
  return { memory, record, since, clicksSince };
}

const DAY_MS = 86_400_000;

/** The ledger first: whatever stops it on the way, the two differ, and the admission stays closed. */
async function replaceEpoch({ queue, ledger, trail }: Memories, { memory, record, clicksSince }: KnownLoss): Promise<void> {
  const filter = {
    ...(memory && { redisEpoch: memory.epoch, redisMark: memory.mark }),
    ...(record && { ledgerEpoch: record.epoch, ledgerMark: record.mark }),
    clicksSinceMark: clicksSince,
  };
  await runAudited(trail, { by: operatingSystemUser(), via: 'command', act: 'reopen-admission', filter }, async (count) => {
    const epoch = createEpoch();
    await ledger.replace(epoch);
    await queue.replace(epoch).catch((cause: unknown) => {
      throw new StartFault('Redis did not take the new epoch: clicks are refused until it has. Check that it runs, then repeat the command.', { cause });
    });
    count('reopened');
    return 'done';
  });
}
