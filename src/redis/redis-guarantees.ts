import { ReplyError, type Redis } from 'ioredis';
import { readInfo } from './read-info.js';

export const DURABILITY_LEVELS = ['none', 'fast', 'safe'] as const;
/** What a 202 survives, weakest first: `none` (no append-only file), `fast` (flushed every second), `safe` (always). */
export type DurabilityLevel = (typeof DURABILITY_LEVELS)[number];

/** What a Redis server promises by its settings. */
export type RedisGuarantees = {
  readonly version: string;
  readonly evictionPolicy: string;
  readonly durability: DurabilityLevel;
};

/** Oldest Redis that knows the scripts' flags. */
const OLDEST_MAJOR = 7;

/** Reads the server's settings. When it does not let `CONFIG` be read, an append-only file counts as `fast`. */
export async function readRedisGuarantees(redis: Redis): Promise<RedisGuarantees> {
  const info = await readInfo(redis);
  return {
    version: info.get('redis_version') ?? 'unknown',
    evictionPolicy: info.get('maxmemory_policy') ?? 'unknown',
    durability: info.get('aof_enabled') === '1' ? await readFlushLevel(redis) : 'none',
  };
}

async function readFlushLevel(redis: Redis): Promise<DurabilityLevel> {
  try {
    const [, appendFsync] = (await redis.config('GET', 'appendfsync')) as string[];
    if (appendFsync === 'always') return 'safe';
    return appendFsync === 'everysec' ? 'fast' : 'none';
  } catch (fault) {
    if (fault instanceof ReplyError) return 'fast';
    throw fault;
  }
}

/** Why the pipeline must not run on this Redis; undefined when it may. */
export function whyUnusable({ version, evictionPolicy }: RedisGuarantees): string | undefined {
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) return `Redis ${version} is too old: use Redis 7 or newer.`;
  if (evictionPolicy !== 'noeviction') {
    return `Redis may evict accepted clicks: its maxmemory-policy is ${evictionPolicy}; set it to noeviction.`;
  }
  return undefined;
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
