import type { Redis } from 'ioredis';
import { loadLuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { QueueMemoryStore } from './click-queue.js';

type MemoryReply = [epoch: string, mark: number, markedAt: number];

/** @param raiseEveryMs milliseconds between two rises of the mark, of all processes together. */
export function createRedisMemoryStore(redis: Redis, keys: RedisKeys, { raiseEveryMs }: { readonly raiseEveryMs: number }): QueueMemoryStore {
  const folder = new URL('lua/', import.meta.url);
  const readMemory = loadLuaScript(redis, folder, 'readMemory');
  const beginEpoch = loadLuaScript(redis, folder, 'beginEpoch');
  const begin = (epoch: string, isReplaced: boolean) => beginEpoch([keys.totals, keys.acceptedByMinute], [epoch, isReplaced ? 1 : 0]);
  return {
    async read(raise = { epoch: '', leastMark: 0 }) {
      const reply = await readMemory([keys.totals], [raise.epoch, raise.leastMark, raiseEveryMs]);
      const [epoch, mark, markedAt] = reply as MemoryReply;
      return epoch === '' ? undefined : { epoch, mark, markedAt };
    },
    begin: async (epoch) => void (await begin(epoch, false)),
    replace: async (epoch) => void (await begin(epoch, true)),
  };
}
