import type { Redis } from 'ioredis';
import { decodeReadable } from '../redis/batch-item.js';
import { loadLuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';

/** The clicks of all unfinished batches at one instant, and the numbers that must agree with them. */
export type BatchList = {
  /** Accepted minus finished, by the totals. */
  readonly depth: number;
  /** Sum of the sizes kept of the batches. */
  readonly sizes: number;
  /** Number of items in the batches, those that cannot be read included. */
  readonly items: number;
  readonly clickIds: ReadonlySet<string>;
  /** Whose clicks they are. */
  readonly userIds: ReadonlySet<string>;
};

type ListReply = [accepted: number, finished: number, sizes: number, items: string[]];

/** Lists the queue for an audit. Unlike the queue's state it costs more the longer the queue is. */
export function createBatchLister(redis: Redis, keys: RedisKeys): () => Promise<BatchList> {
  const listBatches = loadLuaScript(redis, new URL('lua/', import.meta.url), 'listBatches');
  return async () => {
    const reply = await listBatches([keys.unfinished, keys.sizes, keys.totals], [keys.prefix]);
    const [accepted, finished, sizes, items] = reply as ListReply;
    const clicks = decodeReadable(items);
    const [clickIds, userIds] = [new Set(clicks.map((click) => click.clickId)), new Set(clicks.map((click) => click.userId))];
    return { depth: accepted - finished, sizes, items: items.length, clickIds, userIds };
  };
}
