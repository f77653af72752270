import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import type { LuaScript } from '../../src/redis/lua-script.js';
import { randomName } from './namespace.js';

type ScriptClient = Redis & Record<string, (...args: (string | number)[]) => Promise<unknown>>;

/** How a script asks for the time. */
export const TIME = "redis.call('TIME')";
/** How a script says how long a bucket lives. */
export const LIFE = "'PX', math.ceil(";
const HOUR_MS = 3_600_000;

/**
 * A clock that goes as the test says, backwards too. `load` takes the place of `loadLuaScript`: the script is the real
 * one, in whose text the call of TIME is replaced by the reading of a key, and whose keys live an hour longer, since they
 * expire by the real clock.
 */
export function createGivenClock() {
  const key = `time-${randomName()}`;
  let client: ScriptClient | undefined;
  return {
    load(redis: Redis, folder: URL, name: string): LuaScript {
      client = redis as ScriptClient;
      onTestFinished(async () => void (await redis.del(key)));
      const lua = livingLonger(atGivenTime(readFileSync(new URL(`${name}.lua`, folder), 'utf8'), key));
      redis.defineCommand(`${name}AtGivenTime`, { lua });
      return (keys, args) => (client?.[`${name}AtGivenTime`] as (...all: (string | number)[]) => Promise<unknown>).call(client, keys.length, ...keys, ...args);
    },
    /** @param micros since 1970. Holds for the calls that are sent after this one. */
    set: (micros: number) => client?.set(key, micros),
  };
}

/** The text of a script whose time is the value of `key`: microseconds since 1970. */
export function atGivenTime(text: string, key: string): string {
  return replaceOnce(text, TIME, `{ 0, redis.call('GET', '${key}') }`);
}

/** The text of a script whose buckets expire an hour later, since they do so by the real clock. */
export function livingLonger(text: string): string {
  return replaceOnce(text, LIFE, `'PX', ${HOUR_MS} + math.ceil(`);
}

function replaceOnce(text: string, part: string, by: string): string {
  const parts = text.split(part);
  if (parts.length !== 2) throw new Error(`${part} stands ${parts.length - 1} times in the script`);
  return parts.join(by);
}
