import { ReplyError, type Redis } from 'ioredis';
import { readInfo } from './read-info.js';

export const DURABILITY_LEVELS = ['none', 'fast', 'safe', 'replicated'] as const;
/**
 * What a 202 survives, weakest first: `none` (no append-only file, or one that is not flushed), `fast` (flushed every
 * second), `safe` (always), `replicated` (that, and a replica follows).
 */
export type DurabilityLevel = (typeof DURABILITY_LEVELS)[number];
/** What can be promised: `MINING_DURABILITY`. */
export type PromisedLevel = Exclude<DurabilityLevel, 'none'>;

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

/** The replicas of a master that are connected and have its data. */
export type Replicas = {
  /** Those that were heard of within the last 10 s: more than one second means that they do not follow any more. */
  readonly following: number;
  /** Seconds since the one that was heard of last was; undefined where none is connected. */
  readonly lagSeconds: number | undefined;
};

/** Seconds of silence after which Redis itself no longer counts a replica (`min-replicas-max-lag`, unless set). */
const MOST_LAG_SECONDS = 10;

/** Oldest Redis that knows the scripts' flags. */
const OLDEST_MAJOR = 7;

/** Reads the server's settings. When it does not let `CONFIG` be read, an append-only file counts as `fast`. */
export async function readRedisGuarantees(redis: Redis): Promise<RedisGuarantees> {
  const info = await readInfo(redis);
  return {
    version: info.get('redis_version') ?? 'unknown',
    evictionPolicy: info.get('maxmemory_policy') ?? 'unknown',
    durability: durabilityOf(await readAppendOnlyFile(redis, info), readReplicas(info)),
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

/** @param info what `readInfo` gave: of each replica a line such as `slave0:ip=10.0.0.2,port=6379,state=online,offset=14,lag=0`. */
export function readReplicas(info: ReadonlyMap<string, string>): Replicas {
  const lines = [...info].flatMap(([name, value]) => (/^slave\d+$/.test(name) && value.includes('state=online') ? [value] : []));
  const lags = lines.map((line) => Number(/,lag=(\d+)/.exec(line)?.[1] ?? Infinity));
  return {
    following: lags.filter((lag) => lag <= MOST_LAG_SECONDS).length,
    lagSeconds: lags.length === 0 ? undefined : Math.min(...lags),
  };
}

/**
 * The level that such a file and such replicas give. A file that is not flushed for the length of a rewrite gives none,
 * however it is flushed between; nor is it made good by a replica, which keeps to the same settings as a rule.
 */
export function durabilityOf(file: AppendOnlyFile, { following }: Pick<Replicas, 'following'>): DurabilityLevel {
  const { isOn, flush = 'everysec', pausesForRewrite } = file;
  if (!isOn || flush === 'no' || pausesForRewrite) return 'none';
  if (flush !== 'always') return 'fast';
  return following > 0 ? 'replicated' : 'safe';
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
  const check = real === 'safe' ? 'no replica of Redis follows it' : "check Redis' appendonly and appendfsync";
  return `accepted clicks are kept at level "${real}", below the configured "${configured}": ${check}`;
}
