import { ReplyError, type Redis } from 'ioredis';
import type { RedisKeys } from './redis-keys.js';

/** Stands for a key of ours. */
const KEY = Symbol('key');
type Argument = string | typeof KEY;

/**
 * Every command that API and worker send, or that their scripts and BullMQ's run, as an access rule names it, with
 * arguments that Redis takes for well-formed.
 */
const PROBES: Readonly<Record<string, readonly Argument[]>> = {
  ping: [],
  info: [],
  'config|get': ['appendfsync'],
  'client|setname': ['doctor'],
  time: [],
  wait: ['1', '1'],
  eval: ['return 0', '1', KEY],
  evalsha: ['0000000000000000000000000000000000000000', '1', KEY],
  // Keys.
  del: [KEY],
  exists: [KEY],
  expire: [KEY, '1'],
  persist: [KEY],
  pexpire: [KEY, '1'],
  pttl: [KEY],
  rename: [KEY, KEY],
  // Strings.
  get: [KEY],
  incr: [KEY],
  mget: [KEY],
  mset: [KEY, '0'],
  set: [KEY, '0'],
  // Hashes.
  hdel: [KEY, 'field'],
  hexists: [KEY, 'field'],
  hget: [KEY, 'field'],
  hgetall: [KEY],
  hincrby: [KEY, 'field', '1'],
  hmget: [KEY, 'field'],
  hmset: [KEY, 'field', '0'],
  hset: [KEY, 'field', '0'],
  hvals: [KEY],
  // Lists.
  llen: [KEY],
  lpos: [KEY, '0'],
  lpush: [KEY, '0'],
  lrange: [KEY, '0', '0'],
  lrem: [KEY, '0', '0'],
  ltrim: [KEY, '0', '0'],
  rpoplpush: [KEY, KEY],
  rpush: [KEY, '0'],
  // Sets.
  sadd: [KEY, '0'],
  scard: [KEY],
  smembers: [KEY],
  srem: [KEY, '0'],
  // Sorted sets.
  bzpopmin: [KEY, '1'],
  zadd: [KEY, '0', '0'],
  zcard: [KEY],
  zpopmin: [KEY],
  zrange: [KEY, '0', '0'],
  zrangebyscore: [KEY, '0', '0'],
  zrem: [KEY, '0'],
  zremrangebyrank: [KEY, '0', '0'],
  zremrangebyscore: [KEY, '0', '0'],
  zrevrange: [KEY, '0', '0'],
  zrevrangebyscore: [KEY, '0', '0'],
  zscore: [KEY, '0'],
  // Streams.
  xadd: [KEY, '*', 'field', '0'],
  xtrim: [KEY, 'MAXLEN', '0'],
};

/** Names of the commands that API and worker use, as access rules name them. */
export const USED_COMMANDS: readonly string[] = Object.keys(PROBES);

/**
 * Those of them that they can do without: then how the append-only file is flushed is not known, connections have no names,
 * and level replicated is out of reach.
 */
export const OPTIONAL_COMMANDS: readonly string[] = ['config|get', 'client|setname', 'wait'];

export type RedisRights = {
  readonly user: string;
  /** Commands of ours that the user may not use. */
  readonly missingCommands: readonly string[];
  /** Keys of ours that the user may not read and write. */
  readonly closedKeys: readonly string[];
  /** Why Redis takes no write now, in its words (`MISCONF`, `OOM`, `READONLY`). */
  readonly writeRefusal: string | undefined;
};

/**
 * Finds what the user may do, without doing any of it: between MULTI and DISCARD Redis checks a command as it would before
 * running it, and forgets it. Only what it refuses leaves a trace, in `ACL LOG`.
 *
 * @param redis a connection that nobody else uses and that never connects again: what comes after MULTI must not reach a
 *   connection that knows of none.
 * @throws ReplyError when the user may not use MULTI or DISCARD: then nothing can be said.
 */
export async function readRedisRights(redis: Redis, keys: RedisKeys): Promise<RedisRights> {
  const user = await readUser(redis);
  const key = keys.openBatch('doctor');
  const commands = USED_COMMANDS.map((name) => [...name.split('|'), ...argumentsOf(name, key)]);
  const refusals = await rehearse(redis, commands);
  const missingCommands = USED_COMMANDS.filter((_, index) => isCommandRefused(refusals[index]));
  const writeRefusal = refusals[USED_COMMANDS.indexOf('set')];
  return {
    user,
    missingCommands,
    closedKeys: await findClosedKeys(redis, keys),
    writeRefusal: writeRefusal?.startsWith('NOPERM') ? undefined : writeRefusal,
  };
}

function argumentsOf(name: string, key: string): string[] {
  return (PROBES[name] ?? []).map((argument) => (argument === KEY ? key : argument));
}

async function findClosedKeys(redis: Redis, keys: RedisKeys): Promise<string[]> {
  const names = sampleKeys(keys);
  const reads = await rehearse(redis, names.map((name) => ['GET', name]));
  const writes = await rehearse(redis, names.map((name) => ['SET', name, '0']));
  return names.filter((_, index) => isKeyRefused(reads[index]) || isKeyRefused(writes[index]));
}

/** One key of each kind. */
function sampleKeys(keys: RedisKeys): string[] {
  return Object.entries(keys).flatMap(([kind, name]) => {
    if (kind === 'prefix') return [];
    if (typeof name === 'function') return [name('doctor')];
    return [kind === 'queue' ? `${name}wait` : name];
  });
}

/** What Redis would say against each command; undefined where nothing. */
async function rehearse(redis: Redis, commands: readonly (readonly string[])[]): Promise<(string | undefined)[]> {
  // Awaited alone: were it refused, the commands behind it would run.
  await redis.call('MULTI');
  const replies = commands.map(([name = '', ...args]) => redis.call(name, ...args).then(() => undefined, toRefusal));
  const refusals = await Promise.all(replies);
  await redis.call('DISCARD');
  return refusals;
}

function toRefusal(fault: unknown): string {
  if (fault instanceof ReplyError) return (fault as Error).message;
  throw fault;
}

function isCommandRefused(refusal = ''): boolean {
  return refusal.startsWith('NOPERM') && /run the '.+' command/.test(refusal);
}

function isKeyRefused(refusal = ''): boolean {
  return refusal.startsWith('NOPERM') && !isCommandRefused(refusal);
}

async function readUser(redis: Redis): Promise<string> {
  try {
    return String(await redis.call('ACL', 'WHOAMI'));
  } catch (fault) {
    if (fault instanceof ReplyError) return redis.options.username ?? 'default';
    throw fault;
  }
}
