import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../../src/telemetry/registry.js';
import { observeRedisLatency } from '../../src/telemetry/with-metrics/redis-latency.js';
import { makeRequest } from '../support/clicks.js';
import { parseExposition } from '../support/exposition.js';
import { eventually, openTestRedis, openRedisNamespace } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { startPrivateRedis } from '../support/servers.js';

/** Observes clients; `counts` gives how often each command was, those that were never left out. */
function observe(...clients: Redis[]) {
  const metrics = createMetrics('worker');
  const stop = observeRedisLatency(clients, metrics);
  const samples = async (name: string) => {
    const all = parseExposition((await metrics.render()).body).samples;
    const pattern = new RegExp(`^redis_latency_ms_${name}{command="(\\w+)"}$`);
    const found = [...all].map(([series, value]) => [pattern.exec(series)?.[1], value] as const);
    return Object.fromEntries(found.filter(([command, value]) => command !== undefined && value !== 0)) as Record<string, number>;
  };
  return { stop, counts: () => samples('count'), sums: () => samples('sum') };
}

describe('the latency of Redis', () => {
  it('is observed by command, and by name for our scripts, also where Redis has forgotten them', async () => {
    // Its own: in the shared one other tests count on the scripts that they have loaded.
    const { url: redisUrl } = await startPrivateRedis();
    const pipeline = await createPipeline({ redisUrl });
    const { counts } = observe(pipeline.redis);
    await pipeline.redis.ping();
    await pipeline.admission.admit(makeRequest());
    await pipeline.admission.admit(makeRequest());
    expect(await counts()).toMatchObject({ ping: 1, admitClicks: 2 });
    await pipeline.redis.script('FLUSH');
    expect(await pipeline.readState()).toMatchObject({ depth: 2 });
    await pipeline.redis.script('FLUSH');
    expect(await pipeline.readState()).toMatchObject({ depth: 2 });
    const { readQueue = 0, other } = await counts();
    expect(readQueue).toBeGreaterThanOrEqual(2);
    expect(other).toBe(2);
  });

  it("is told as evalsha for BullMQ's scripts, and leaves out its wait for jobs", async () => {
    const { redis, prefix } = openRedisNamespace();
    const forBlocking = redis.duplicate();
    onTestFinished(() => forBlocking.disconnect());
    const { counts } = observe(redis, forBlocking);
    const queue = new Queue('test', { connection: redis, prefix });
    const done: unknown[] = [];
    const worker = new Worker('test', (job) => Promise.resolve(done.push(job.id)), { connection: redis, prefix });
    onTestFinished(async () => {
      await worker.close();
      await queue.close();
    });
    await queue.add('job', {});
    await eventually(() => done.length === 1);
    await forBlocking.bzpopmin(`${prefix}:nothing`, 0.05);
    await forBlocking.blpop(`${prefix}:nothing`, 0.05);
    await forBlocking.xread('BLOCK', 50, 'STREAMS', `${prefix}:nothing`, '0');
    await forBlocking.wait(1, 50);
    await forBlocking.xread('STREAMS', `${prefix}:nothing`, '0');
    const seen = await counts();
    expect(seen).toMatchObject({ other: 1 });
    expect(seen.evalsha).toBeGreaterThanOrEqual(2);
  });

  it('counts error replies and each command of a pipeline, and changes neither', async () => {
    const redis = openTestRedis();
    const { counts } = observe(redis);
    await expect(redis.hset('{test-latency}', 'field without value')).rejects.toThrow('wrong number of arguments');
    expect(await redis.pipeline().ping().ping('x').exec()).toEqual([
      [null, 'PONG'],
      [null, 'x'],
    ]);
    expect(await redis.multi().ping().exec()).toEqual([[null, 'PONG']]);
    expect(await counts()).toEqual({ hset: 1, ping: 3, other: 2 });
  });

  it('ends where it is stopped, and belongs to the clients that were given', async () => {
    const [redis, another] = [openTestRedis(), openTestRedis()];
    const { stop, counts } = observe(redis);
    await Promise.all([redis.ping(), another.ping()]);
    stop();
    await redis.ping();
    expect(await counts()).toEqual({ ping: 1 });
  });

  it('counts a command that was lost with its connection once, with all the time that it took', async () => {
    const server = await startPrivateRedis();
    const redis = openTestRedis(server.url);
    await redis.ping();
    const { counts, sums } = observe(redis);
    await server.kill('SIGSTOP');
    const reply = redis.ping();
    const sentAt = performance.now();
    await server.kill('SIGKILL');
    const killedAfter = performance.now() - sentAt;
    await server.restart();
    expect(await reply).toBe('PONG');
    expect(await counts()).toMatchObject({ ping: 1 });
    expect((await sums()).ping).toBeGreaterThanOrEqual(killedAfter);
  });
});
