import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Db } from 'mongodb';
import type { StoreSettings } from '../config/config.js';
import { createEpochGuard, type EpochGuard, type EpochLook } from '../ledger/epoch-guard.js';
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
  /** Resolves after the first look; at a ledger that does not answer a process does not wait for it. */
  readonly looked: Promise<unknown>;
};

type Watched = Pick<OpenProcess<'api' | 'worker'>, 'lifecycle' | 'logger' | 'metrics' | 'redis' | 'reportFault'>;

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
  const ledger = createMongoEpochLedger(db, EPOCH);
  const guard = createEpochGuard({ queue, ledger, keepsRecord, createEpoch });
  const { look, looked } = noteFirst(guard, createReport(running));
  const stop = watch(look, { everyMs: EPOCH.everyMs, onFault: (fault) => reportFault("looking at Redis' epoch", fault) });
  lifecycle.onStop('epoch watch', stop);
  return { expectedMemory: guard.expected, looked: Promise.race([looked, setTimeout(EPOCH.firstLookMs, undefined, { ref: false })]) };
}

function noteFirst(guard: EpochGuard, report: (look: EpochLook) => void) {
  let noteLooked: () => void;
  const looked = new Promise<void>((resolve) => (noteLooked = resolve));
  const look = () => guard.look().then(report).finally(() => noteLooked());
  return { look, looked };
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
