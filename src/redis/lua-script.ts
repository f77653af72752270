import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** A script call: the keys it names, then its arguments. The reply is whatever the script's header says. */
export type LuaScript = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

type ScriptClient = Redis & Record<string, (...args: (string | number)[]) => Promise<unknown>>;

/** The text of `folder/name.lua`. */
export function readLuaScript(folder: URL, name: string): string {
  return readFileSync(new URL(`${name}.lua`, folder), 'utf8');
}

/**
 * Registers the script `name` from `folder/name.lua` on a client and returns a function that calls it.
 *
 * ioredis sends the digest and falls back to the text when Redis has forgotten it (restart, SCRIPT FLUSH).
 */
export function loadLuaScript(redis: Redis, folder: URL, name: string): LuaScript {
  redis.defineCommand(name, { lua: readLuaScript(folder, name) });
  const client = redis as ScriptClient;
  return (keys, args) => {
    const call = client[name];
    if (!call) throw new Error(`script ${name} is not registered`);
    return call.call(client, keys.length, ...keys, ...args);
  };
}
