import type { Redis } from 'ioredis';
import { decodeClick } from '../redis/batch-item.js';
import { loadLuaScript, type LuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { minuteOf, type BatchStore, type ClickPlace, type FinishedBatch, type ReapedBatches, type TakenBatch, type TriedClick } from './click-queue.js';
import { nameQueueFault } from './queue-faults.js';

export type BatchStoreOptions = {
  /** Seconds that an idempotency record lives after its batch is finished. */
  readonly idempotencyTtlSeconds: number;
  /** Age in milliseconds from which the reaper looks at a batch. */
  readonly reapAgeMs: number;
  /** Least time in milliseconds between two looks of any reapers. */
  readonly reapPauseMs: number;
};

type TakeReply = [code: number, attempts: number, previousTaker: string, tried: string, items: string[]];
type ReapReply = [reaped: string[], watched: (string | number)[]];

const MOST_BATCHES_A_LOOK = 100;
const PLACES: readonly ClickPlace[] = ['absent', 'queued', 'processing', 'finished'];

/** The batches in Redis, by the scripts in `lua/`. */
export function createRedisBatchStore(redis: Redis, keys: RedisKeys, options: BatchStoreOptions): BatchStore {
  const folder = new URL('lua/', import.meta.url);
  const load = (name: string): LuaScript => {
    const script = loadLuaScript(redis, folder, name);
    // The batch is as it was or as it should be: the ticket is repeated.
    return (scriptKeys, args) => nameQueueFault(script(scriptKeys, args));
  };
  const takeBatch = load('takeBatch');
  const noteBatches = load('noteBatches');
  const finishBatch = load('finishBatch');
  const reapBatches = load('reapBatches');
  const locateClick = loadLuaScript(redis, folder, 'locateClick');
  const listKeys = (batchId: string) => [keys.openBatch(batchId), keys.sealedBatch(batchId)];

  return {
    async take(batchId, taker): Promise<TakenBatch> {
      const scriptKeys = [...listKeys(batchId), keys.unfinished, keys.attempts, keys.takers, keys.tried];
      const [code, attempts, previousTaker, tried, items] = (await takeBatch(scriptKeys, [batchId, taker])) as TakeReply;
      if (code === 0) return { kind: 'gone' };
      if (code === -1) return { kind: 'missing' };
      return { kind: 'taken', attempts, previousTaker, ...(tried !== '' && { tried: decodeTry(tried) }), clicks: items.map(decodeClick) };
    },

    async noteTaker(batchIds, taker) {
      await noteBatches([keys.unfinished, keys.takers], [taker, ...batchIds]);
    },

    async noteTry(batchId, { clickId, times }) {
      await noteBatches([keys.unfinished, keys.tried], [`${clickId}|${times}`, batchId]);
    },

    async forgetTry(batchId) {
      await nameQueueFault(redis.hdel(keys.tried, batchId));
    },

    async finish(batchId, clickIds, acceptedAgainAt = []): Promise<FinishedBatch> {
      const hashes = [keys.unfinished, keys.sizes, keys.attempts, keys.takers, keys.tried, keys.generation, keys.totals];
      const scriptKeys = [...listKeys(batchId), ...hashes, keys.acceptedByMinute, ...clickIds.map(keys.click)];
      const args = [batchId, options.idempotencyTtlSeconds, ...countByMinute(acceptedAgainAt)];
      const reply = Number(await finishBatch(scriptKeys, args));
      if (reply === -1) return { kind: 'gone' };
      if (reply === -2) return { kind: 'open' };
      return { kind: 'finished', size: reply };
    },

    async reap(forced): Promise<ReapedBatches> {
      const scriptKeys = [keys.unfinished, keys.attempts, keys.generation, keys.reaperStamp, keys.reaperCursor];
      const args = [keys.prefix, keys.queue, MOST_BATCHES_A_LOOK, options.reapAgeMs, options.reapPauseMs, ...forced];
      return decodeReap((await reapBatches(scriptKeys, args)) as ReapReply);
    },

    async locate(clickId) {
      const reply = await locateClick([keys.click(clickId), keys.unfinished, keys.attempts], []);
      const [place, fingerprint] = reply as [number, string];
      return { place: PLACES[place] ?? 'absent', fingerprint };
    },
  };
}

function decodeTry(note: string): TriedClick {
  const bar = note.lastIndexOf('|');
  return { clickId: note.slice(0, bar), times: Number(note.slice(bar + 1)) };
}

/** Each minute that one of the times lies in, followed by how many do. */
function countByMinute(times: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(minuteOf(time), (counts.get(minuteOf(time)) ?? 0) + 1);
  return [...counts].flat();
}

function decodeReap([reaped, watched]: ReapReply): ReapedBatches {
  const pairs = (flat: readonly (string | number)[]) =>
    flat.flatMap((first, index) => (index % 2 === 0 ? [[first, flat[index + 1]] as const] : []));
  return {
    reaped: pairs(reaped).map(([batchId, jobId]) => ({ batchId: String(batchId), jobId: String(jobId) })),
    watched: pairs(watched).map(([batchId, attempts]) => ({ batchId: String(batchId), attempts: Number(attempts) })),
  };
}
