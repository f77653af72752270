import type { Redis } from 'ioredis';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { PauseRecord, ReadPauseRecord } from './click-queue.js';

/** Events that are looked at, the newest; BullMQ keeps about 1,000 unless another client says otherwise. */
const MOST_EVENTS = 2000;

/** Reads what BullMQ's events tell, whichever BullMQ client it was that paused the queue. */
export function createPauseRecordReader(redis: Redis, keys: RedisKeys): ReadPauseRecord {
  return async () => toRecord((await redis.xrevrange(`${keys.queue}events`, '+', '-', 'COUNT', MOST_EVENTS)) as readonly StreamEntry[]);
}

type StreamEntry = readonly [id: string, fields: readonly string[]];

/** @param newestFirst there is one of each time that somebody paused or resumed it, also where that changed nothing */
function toRecord(newestFirst: readonly StreamEntry[]): PauseRecord {
  const at = newestFirst.findIndex((entry) => eventOf(entry) === 'resumed');
  const resumed = newestFirst[at];
  const paused = newestFirst.slice(0, resumed && at).findLast((entry) => eventOf(entry) === 'paused');
  const oldest = newestFirst.at(-1);
  return {
    ...(paused && { pausedAt: timeOf(paused) }),
    ...(resumed && { resumedAt: timeOf(resumed) }),
    ...(oldest && { since: timeOf(oldest) }),
  };
}

function eventOf([, fields]: StreamEntry): string | undefined {
  return fields[fields.indexOf('event') + 1];
}

/** The ids of a stream begin with milliseconds since 1970. */
function timeOf([id]: StreamEntry): number {
  return Number(id.split('-')[0]);
}
