import type { Redis } from 'ioredis';
import { loadLuaScript } from '../redis/lua-script.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { MINUTES_KEPT, type ReadAcceptedMinutes } from './click-queue.js';

type MinutesReply = [now: number, countedSince: number, oldest: number, counts: number[]];

/** Reads the counts of accepted clicks by one script, so that they belong to the instant of the oldest unfinished batch. */
export function createAcceptedMinutesReader(redis: Redis, keys: RedisKeys): ReadAcceptedMinutes {
  const readMinutes = loadLuaScript(redis, new URL('lua/', import.meta.url), 'readMinutes');
  return async () => {
    const reply = await readMinutes([keys.acceptedByMinute, keys.unfinished, keys.totals], [MINUTES_KEPT]);
    const [now, countedSince, oldest, counts] = reply as MinutesReply;
    return { now, countedSince, oldestUnfinished: oldest === 0 ? undefined : oldest, counts: toMap(counts) };
  };
}

/** Of minute, clicks, minute, clicks, and so on. */
function toMap(flat: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (let index = 0; index < flat.length; index += 2) counts.set(flat[index] ?? 0, flat[index + 1] ?? 0);
  return counts;
}
