import type { Redis } from 'ioredis';
import { userOfFingerprint } from '../click/click-id.js';
import { decodeReadable } from '../redis/batch-item.js';
import { loadLuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { QueuedClickReader } from './click-queue.js';
import { withQueueDeadline } from './queue-faults.js';

type ReadReply = [] | [batchId: string, fingerprint: string, openedAt: number, attempts: number, size: number, item: string];
type TracedReply = [batches: number, items: string[]];

/** Batches in which a trace id is looked for: with the standard cap and full batches, all there are. */
const MOST_BATCHES = 100;

/** `deadlineMs`: milliseconds after which a call is given up. */
export function createQueuedClickReader(redis: Redis, keys: RedisKeys, deadlineMs: number): QueuedClickReader {
  const folder = new URL('lua/', import.meta.url);
  const readClick = loadLuaScript(redis, folder, 'readClick');
  const findTraced = loadLuaScript(redis, folder, 'findTraced');
  return {
    async read(clickId) {
      const scriptKeys = [keys.click(clickId), keys.unfinished, keys.attempts, keys.sizes];
      const [batchId, fingerprint, openedAt, attempts, size, item] = (await withQueueDeadline(readClick(scriptKeys, [keys.prefix, clickId]), deadlineMs)) as ReadReply;
      if (batchId === undefined || fingerprint === undefined) return undefined;
      const known = { batchId, userId: userOfFingerprint(fingerprint) };
      if (!openedAt) return known;
      const [click] = decodeReadable([item ?? '']).filter((each) => each.clickId === clickId);
      return { ...known, unfinished: { openedAt, attempts: attempts ?? 0, size: size ?? 0, ...(click && { click }) } };
    },

    async findTraced(traceId) {
      const [batches, items] = (await withQueueDeadline(findTraced([keys.unfinished], [keys.prefix, traceId, MOST_BATCHES]), deadlineMs)) as TracedReply;
      const clicks = decodeReadable(items).filter((click) => click.traceId === traceId);
      return { clickIds: clicks.map(({ clickId }) => clickId), isCut: batches > MOST_BATCHES };
    },
  };
}
