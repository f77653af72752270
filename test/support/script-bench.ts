import { loadLuaScript } from '../../src/redis/lua-script.js';
import type { AdmissionRequest } from '../../src/admission/admission.js';
import { decodeAdmissions, type AdmitReply } from '../../src/admission/admit-reply.js';
import { bucketArguments, NO_LIMITS, type BucketLimits } from '../../src/admission/bucket-limits.js';
import { createRedisBatchStore } from '../../src/queue/redis-batch-store.js';
import { encodeClick } from '../../src/redis/batch-item.js';
import { openRedisNamespace, randomName } from './namespace.js';

export type AdmitChoice = {
  readonly candidate?: string;
  readonly cap?: number;
  readonly batchMaximum?: number | string;
  readonly ageLimit?: number;
  readonly closed?: boolean;
  readonly epoch?: string;
  readonly leastMark?: number;
  readonly limits?: BucketLimits;
};

const SETTINGS = { idempotencyTtlSeconds: 3600, reapAgeMs: 5000, reapPauseMs: 0 };
export const ADMISSION_LUA = new URL('../../src/admission/lua/', import.meta.url);

/**
 * The scripts on a namespace of their own, called one by one with every argument open to the test.
 *
 * @param load gives the admission's script another clock: `createGivenClock`.
 */
export function createScriptBench(settings: Partial<typeof SETTINGS> = {}, url?: string, load = loadLuaScript) {
  const { redis, keys, prefix } = openRedisNamespace(url);
  const admitClicks = load(redis, ADMISSION_LUA, 'admitClicks');
  const batches = createRedisBatchStore(redis, keys, { ...SETTINGS, ...settings });

  async function admit(requests: readonly AdmissionRequest[], choice: AdmitChoice = {}) {
    const { candidate = randomName(), cap = 1000, batchMaximum = 100, ageLimit = 60_000, closed = false } = choice;
    const batchKeys = [keys.open, keys.unfinished, keys.sizes, keys.totals, keys.openBatch(candidate)];
    const fixed = [...batchKeys, keys.acceptedByMinute, keys.globalBucket];
    const perClick = requests.flatMap(({ click, ip }) => [
      keys.click(click.clickId),
      keys.userBucket(click.userId),
      keys.ipBucket(ip),
    ]);
    const limits = bucketArguments(choice.limits ?? NO_LIMITS);
    const args = [prefix, candidate, cap, batchMaximum, ageLimit, closed ? 1 : 0, ...limits, choice.epoch ?? '', choice.leastMark ?? 0];
    const payloads = requests.flatMap(({ click, fingerprint }) => [fingerprint, encodeClick(click)]);
    const reply = (await admitClicks([...fixed, ...perClick], [...args, ...payloads])) as AdmitReply;
    const [nowMicros, depth, batchId, size, olderBatchId, codes, , left, finished] = reply;
    return { nowMicros, depth, batchId, size, olderBatchId, codes, left, finished, results: decodeAdmissions(reply, 1000) };
  }

  /** Everything below the namespace, as text: equal texts mean that nothing was changed. */
  async function snapshot(): Promise<Record<string, string>> {
    const names = (await redis.keys(`${prefix}*`)).sort();
    const dumps = await Promise.all(names.map(async (name) => [name, (await redis.dumpBuffer(name)).toString('hex')]));
    return Object.fromEntries(dumps) as Record<string, string>;
  }

  return { redis, keys, prefix, batches, admit, snapshot, checkAccounts: () => checkAccounts(redis, keys) };
}

export type ScriptBench = ReturnType<typeof createScriptBench>;

/** The law that holds after every call: depth, sizes and lists agree, and the same batches are in both indexes. */
async function checkAccounts(redis: ScriptBench['redis'], keys: ScriptBench['keys']): Promise<number> {
  const [accepted, finished] = (await redis.hmget(keys.totals, 'accepted', 'finished')).map(Number) as [number, number];
  const sizes = await redis.hgetall(keys.sizes);
  const unfinished = await redis.zrange(keys.unfinished, 0, -1);
  const lengths = await Promise.all(
    unfinished.map(async (id) => (await redis.llen(keys.openBatch(id))) + (await redis.llen(keys.sealedBatch(id)))),
  );
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
  const depth = accepted - finished;
  if (depth < 0 || depth !== sum(Object.values(sizes).map(Number)) || depth !== sum(lengths)) {
    throw new Error(`depth ${depth}, sizes ${JSON.stringify(sizes)}, lists ${lengths.join()}`);
  }
  if (Object.keys(sizes).sort().join() !== [...unfinished].sort().join()) throw new Error('sizes and unfinished differ');
  return depth;
}
