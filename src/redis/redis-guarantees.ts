import { ReplyError, type Redis } from 'ioredis';
import { readInfo } from './read-info.js';

export const DURABILITY_LEVELS = ['none', 'fast', 'safe'] as const;
/** What a 202 survives, weakest first: `none` (no append-only file, or one that is not flushed), `fast` (flushed every second), `safe` (always). */
export type DurabilityLevel = (typeof DURABILITY_LEVELS)[number];

/** What a Redis server promises by its settings. */
export type RedisGuarantees = {
  readonly version: string;
  readonly evictionPolicy: string;
  readonly durability: DurabilityLevel;
};

/** How Redis keeps its append-only file. */
export type AppendOnlyFile = {
  readonly isOn: boolean;
  /** When it is flushed to the disk; undefined when this user may not read that. */
  readonly flush: 'always' | 'everysec' | 'no' | undefined;
  /** Whether nothing is flushed while Redis rewrites the file (`no-appendfsync-on-rewrite`). */
  readonly pausesForRewrite: boolean;
};

/** Oldest Redis that knows the scripts' flags. */
const OLDEST_MAJOR = 7;

/** Reads the server's settings. When it does not let `CONFIG` be read, an append-only file counts as `fast`. */
export async function readRedisGuarantees(redis: Redis): Promise<RedisGuarantees> {
  const info = await readInfo(redis);
  return {
    version: info.get('redis_version') ?? 'unknown',
    evictionPolicy: info.get('maxmemory_policy') ?? 'unknown',
    durability: durabilityOf(await readAppendOnlyFile(redis, info)),
  };
}

/** @param info what `readInfo` gave. */
export async function readAppendOnlyFile(redis: Redis, info: ReadonlyMap<string, string>): Promise<AppendOnlyFile> {
  if (info.get('aof_enabled') !== '1') return { isOn: false, flush: 'no', pausesForRewrite: false };
  try {
    const reply = (await redis.config('GET', 'appendfsync', 'no-appendfsync-on-rewrite')) as string[];
    const valueOf = (name: string) => reply[reply.indexOf(name) + 1];
    return { isOn: true, flush: valueOf('appendfsync') as AppendOnlyFile['flush'], pausesForRewrite: valueOf('no-appendfsync-on-rewrite') === 'yes' };
  } catch (fault) {
    if (fault instanceof ReplyError) return { isOn: true, flush: undefined, pausesForRewrite: false };
    throw fault;
  }
}

/** The level that such a file gives. One that is not flushed for the length of a rewrite gives none, however it is flushed between. */
export function durabilityOf({ isOn, flush = 'everysec', pausesForRewrite }: AppendOnlyFile): DurabilityLevel {
  if (!isOn || flush === 'no' || pausesForRewrite) return 'none';
  return flush === 'always' ? 'safe' : 'fast';
}

/** Why the pipeline must not run on this Redis; undefined when it may. */
export function whyUnusable({ version, evictionPolicy }: RedisGuarantees): string | undefined {
  if (isTooOld(version)) return `Redis ${version} is too old: use Redis 7 or newer.`;
  if (mayEvict(evictionPolicy)) {
    return `Redis may evict accepted clicks: its maxmemory-policy is ${evictionPolicy}; set it to noeviction.`;
  }
  return undefined;
}

export function isTooOld(version: string): boolean {
  return Number.parseInt(version, 10) < OLDEST_MAJOR;
}

export function mayEvict(evictionPolicy: string): boolean {
  return evictionPolicy !== 'noeviction';
}

/** Whether the real level is lower than the configured one. */
export function isBelow(real: DurabilityLevel, configured: DurabilityLevel): boolean {
  return DURABILITY_LEVELS.indexOf(real) < DURABILITY_LEVELS.indexOf(configured);
}

/** Why a running pipeline's Redis keeps accepted clicks less safely than configured; undefined when it does not. */
export function whyDegraded(guarantees: RedisGuarantees, configured: DurabilityLevel): string | undefined {
  const { durability: real } = guarantees;
  if (!isBelow(real, configured)) return whyUnusable(guarantees);
  return `accepted clicks are kept at level "${real}", below the configured "${configured}": check Redis' appendonly and appendfsync`;
}
