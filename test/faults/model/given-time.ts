import type { Redis } from 'ioredis';
import { atGivenTime, LIFE, livingLonger, TIME } from '../../support/given-clock.js';

/** The time of all processes of a world, which stands still until it is told to go on. */
export type GivenTime = {
  /** The scripts that are loaded on this connection from now on go by the given time. */
  adopt(redis: Redis): void;
  set(micros: number): Promise<void>;
  /**
   * Lets milliseconds pass, for everything that expires too: records, and the locks that BullMQ keeps on jobs.
   *
   * @returns the keys that have expired.
   */
  advance(milliseconds: number): Promise<string[]>;
};

const ADVANCE = `
local gone, by = {}, tonumber(ARGV[2])
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  local left = redis.call('PTTL', key)
  if left > by then redis.call('PEXPIRE', key, left - by)
  elseif left > 0 then redis.call('DEL', key) gone[#gone + 1] = key end
end
redis.call('INCRBY', KEYS[1], by * 1000)
return gone`;

export function createGivenTime(observer: Redis, prefix: string): GivenTime {
  const key = `given-time:${prefix}`;
  return {
    adopt(redis) {
      const define = redis.defineCommand.bind(redis);
      redis.defineCommand = (name, definition) => define(name, { ...definition, lua: byGivenTime(definition.lua, key) });
    },
    set: async (micros) => void (await observer.set(key, micros)),
    advance: async (milliseconds) => (await observer.eval(ADVANCE, 1, key, prefix, milliseconds)) as string[],
  };
}

function byGivenTime(text: string, key: string): string {
  const timed = text.includes(TIME) ? atGivenTime(text, key) : text;
  return timed.includes(LIFE) ? livingLonger(timed) : timed;
}
