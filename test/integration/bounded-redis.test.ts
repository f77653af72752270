import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { FOREIGN_JOB, KEPT_EVENTS, KEPT_JOBS } from '../../src/queue/ticket.js';
import { readCodeSpans, readProjectFile, readSections, readTable } from '../docs/markdown.js';
import { makeRequest } from '../support/clicks.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, type Pipeline } from '../support/pipeline.js';

const LIMITS = { global: { rate: 10_000, burst: 20_000 }, user: { rate: 5000, burst: 5000 }, ip: { rate: 5000, burst: 5000 } };
/** Each click is a batch of its own, and beside each there is a foreign click that is none: more jobs than are kept of either. */
const MANY = KEPT_JOBS.removeOnComplete.count + 50;
const SOME = 100;
/** BullMQ cuts its events off by whole nodes of the stream, of 100 each. */
const MOST_EVENTS = KEPT_EVENTS + 100;

/** The keys of docs/data.md, without the prefix, as patterns in the order of the page. */
function documentedKeys(): { readonly name: string; readonly pattern: RegExp }[] {
  const page = readSections(readProjectFile('docs/data.md')).find(({ title }) => title.startsWith('What Redis holds'));
  const names = readTable(page?.body ?? '').flatMap(([keys = '']) => readCodeSpans(keys));
  return names.map((name) => ({ name, pattern: new RegExp(`^${name.replace(/<[^>]+>/g, '[^:]+')}$`) }));
}

const SIZES: Readonly<Record<string, (redis: Redis, key: string) => Promise<number>>> = {
  string: (redis, key) => redis.strlen(key),
  list: (redis, key) => redis.llen(key),
  set: (redis, key) => redis.scard(key),
  zset: (redis, key) => redis.zcard(key),
  hash: (redis, key) => redis.hlen(key),
  stream: (redis, key) => redis.xlen(key),
};

/** Every key without its prefix, with its number of entries; -1 for those that expire by themselves. */
async function readKeys({ redis, prefix }: Pipeline): Promise<Map<string, number>> {
  const keys = await redis.keys(`${prefix}:*`);
  const sizes = keys.map(async (key) => {
    // Or has just expired.
    const expires = (await redis.pttl(key)) !== -1;
    const size = expires ? -1 : await SIZES[await redis.type(key)]?.(redis, key);
    return [key.slice(prefix.length + 1), size ?? 0] as const;
  });
  return new Map(await Promise.all(sizes));
}

async function letThrough(pipeline: Pipeline, clicks: number): Promise<void> {
  const names = Array.from({ length: clicks }, (_, index) => `one-of-${clicks}-${index}`);
  const results = await Promise.all(names.map((key, index) => pipeline.admission.admit(makeRequest({ key, userId: `user-${index % 20}` }))));
  expect(results.filter(({ kind }) => kind === 'accepted')).toHaveLength(clicks);
  await pipeline.queue.add(FOREIGN_JOB, { userId: 'user-1', idempotencyKey: `foreign-${clicks}` } as never);
  await pipeline.queue.addBulk(names.map((name) => ({ name: FOREIGN_JOB, data: { name } as never })));
  await eventually(async () => {
    const { depth, jobs } = await pipeline.readState();
    return depth === 0 && jobs.waiting + jobs.active + jobs.delayed === 0;
  });
}

describe('what Redis holds', () => {
  it('is in the table of docs/data.md, and does not grow with the clicks that went through', async () => {
    const pipeline = await createPipeline({ limits: LIMITS, batchClicks: 1, maxDepth: 10_000, deadlineMs: 60_000 });
    pipeline.startWorker();
    await letThrough(pipeline, MANY);
    const before = await readKeys(pipeline);
    await letThrough(pipeline, SOME);
    const after = await readKeys(pipeline);

    const documented = documentedKeys();
    const unknown = [...before.keys(), ...after.keys()].filter((key) => !documented.some(({ pattern }) => pattern.test(key)));
    expect(unknown).toEqual([]);

    const jobs = [...after.keys()].filter((key) => /^mining-clicks:(b-|r-|\d)/.test(key));
    const { removeOnComplete, removeOnFail } = KEPT_JOBS;
    expect(jobs.length).toBeLessThanOrEqual(removeOnComplete.count + removeOnFail.count);
    expect(after.get('mining-clicks:completed')).toBeLessThanOrEqual(removeOnComplete.count);
    // A foreign producer's jobs rarely say how long they are kept.
    expect(after.get('mining-clicks:failed')).toBeLessThanOrEqual(removeOnFail.count);
    expect(after.get('mining-clicks:events')).toBeLessThanOrEqual(MOST_EVENTS);
    // One entry for each unfinished batch: there is none.
    for (const key of ['unfinished', 'sizes', 'attempts', 'takers', 'generation', 'tried']) expect(after.has(key), key).toBe(false);
    // Whatever else stays has a fixed size.
    const lasting = (keys: Map<string, number>) =>
      [...keys].filter(([key, size]) => size >= 0 && !/^mining-clicks:(b-|r-|\d|completed|events|failed|marker)/.test(key) && key !== 'accepted-by-minute');
    const sizesOf = (keys: Map<string, number>) => lasting(keys).map(([key, size]) => [key, key === 'mining-clicks:id' ? 1 : size]).sort();
    expect(sizesOf(after)).toEqual(sizesOf(before));
    expect([...after].filter(([key, size]) => key.startsWith('click:') && size >= 0)).toEqual([]);
  });
});
