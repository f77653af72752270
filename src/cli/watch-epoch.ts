import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Db } from 'mongodb';
import type { StoreSettings } from '../config/config.js';
import { createEpochGuard, type EpochLook } from '../ledger/epoch-guard.js';
import { createMongoEpochLedger } from '../ledger/mongo-epoch.js';
import type { ExpectedMemory } from '../queue/click-queue.js';
import { createRedisMemoryStore } from '../queue/redis-memory-store.js';
import { createRedisKeys } from '../redis/redis-keys.js';
import type { OpenProcess } from './open-process.js';
import { EPOCH } from './timing.js';
import { watch } from './watch.js';

export type EpochWatch = {
  /** What Redis must show for a new click to be accepted. */
  readonly expectedMemory: () => ExpectedMemory;
  /** Why nothing can be accepted yet; undefined once one of the stores has told the epoch. */
  readonly whyNotKnown: () => string | undefined;
  /** Resolves after the first look: within moments where both stores answer, in 2 s where the ledger does not. */
  readonly looked: Promise<unknown>;
};

type Watched = Pick<OpenProcess<'api' | 'worker'>, 'lifecycle' | 'logger' | 'metrics' | 'redis' | 'reportFault'>;

const NOT_KNOWN = 'Redis is new, and MongoDB has not said yet whether there was one before';

/** 96 random bits. */
export function createEpoch(): string {
  return randomBytes(12).toString('base64url');
}

/**
 * Looks again and again whether Redis has forgotten clicks, shows it, and says what admission asks of Redis.
 *
 * @param keepsRecord whether this process writes to the ledger.
 */
export function watchEpoch(running: Watched, db: Db, settings: Pick<StoreSettings, 'MINING_REDIS_PREFIX'>, keepsRecord: boolean): EpochWatch {
  const { lifecycle, redis, reportFault } = running;
  const queue = createRedisMemoryStore(redis, createRedisKeys(settings.MINING_REDIS_PREFIX), EPOCH);
  const guard = createEpochGuard({ queue, ledger: createMongoEpochLedger(db, EPOCH), keepsRecord, createEpoch });
  const report = createReport(running);
  const look = async () => report(await guard.look());
  const onFault = (fault: unknown) => reportFault("looking at Redis' epoch", fault);
  const looked = lookAtFirst(look, onFault, lifecycle.signal);
  let stop = (): void => undefined;
  lifecycle.onStop('epoch watch', () => stop());
  void looked.then(() => {
    if (!lifecycle.signal.aborted) stop = watch(look, { everyMs: EPOCH.everyMs, onFault });
  });
  return { expectedMemory: guard.expected, whyNotKnown: () => (guard.isKnown() ? undefined : NOT_KNOWN), looked };
}

/** A process that starts on a busy machine may miss an answer of Redis: it asks again at once, and not without end. */
async function lookAtFirst(look: () => Promise<void>, onFault: (fault: unknown) => void, signal: AbortSignal): Promise<void> {
  for (let tries = 0; tries < EPOCH.firstTries && !signal.aborted; tries += 1) {
    try {
      return await look();
    } catch (fault) {
      onFault(fault);
      await setTimeout(EPOCH.pauseMs);
    }
  }
}

/** Shows each look by a metric, and says what changed. */
function createReport({ logger, metrics }: Pick<Watched, 'logger' | 'metrics'>): (look: EpochLook) => void {
  let isForgotten = false;
  return (look) => {
    metrics.admissionClosed.set(look.kind === 'forgot' ? 1 : 0, { reason: 'redis-forgot' });
    if (look.kind === 'intact' && look.note !== undefined) logger.log.warn({}, look.note);
    if ((look.kind === 'forgot') === isForgotten) return;
    isForgotten = look.kind === 'forgot';
    if (look.kind === 'intact') return logger.log.info({}, 'new clicks are accepted again: Redis and the ledger have the same epoch');
    const sentence = `new clicks are refused: ${look.why}; "mining-clicks reopen" says what is known, and accepts clicks again`;
    logger.log.error({}, sentence);
    console.error(`mining-clicks: ${sentence}`);
  };
}
