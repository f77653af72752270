import { expect, it } from 'vitest';
import { createReadPipelines, type ReadPipelines } from '../../../src/exporter/read-pipelines.js';
import { readQueues, type QueueReading } from '../../../src/exporter/read-queues.js';
import { openRedisNamespace } from '../../support/namespace.js';

const NOW = 1_800_000_000_000;

/** A queue whose jobs are written as BullMQ writes them, and what the exporter reads of it while `meanwhile` happens. */
function openQueue() {
  const { redis, prefix } = openRedisNamespace();
  const address = { prefix, name: 'emails' };
  const key = (part: string) => `${prefix}:emails:${part}`;
  const read = async (meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<QueueReading> => {
    const pipelines = createReadPipelines(redis);
    let calls = 0;
    const interrupted: ReadPipelines = async (commands) => {
      calls += 1;
      if (calls === 2) await meanwhile();
      return pipelines(commands);
    };
    const [reading] = await readQueues(interrupted, [{ address, priorities: [] }], NOW);
    if (reading === undefined || reading instanceof Error) throw reading ?? new Error('nothing was read');
    return reading;
  };
  return { redis, key, read };
}

it('finds the oldest job behind one that had stalled and was put before it', async () => {
  const { redis, key, read } = openQueue();
  await redis.lpush(key('wait'), '2', '3');
  await redis.rpush(key('wait'), '1');
  await redis.hset(key('1'), { timestamp: NOW - 90_000, opts: '{}', processedOn: NOW - 100 });
  await redis.hset(key('2'), { timestamp: NOW - 60_000, opts: '{}' });
  await redis.hset(key('3'), { timestamp: NOW - 30_000, opts: '{}' });
  expect(await read()).toMatchObject({ depth: 3, lagMs: 60_000 });
});

it('tells the lag although the next job is taken while it is read', async () => {
  const { redis, key, read } = openQueue();
  await redis.lpush(key('wait'), '1', '2');
  for (const id of ['1', '2']) await redis.hset(key(id), { timestamp: NOW - 60_000, opts: '{}' });
  const reading = await read(() => redis.hset(key('1'), { processedOn: NOW }));
  expect(reading.lagMs).toBe(60_000);
});

it('counts no job as abandoned that ends while it is read', async () => {
  const { redis, key, read } = openQueue();
  await redis.lpush(key('active'), '1', '2');
  for (const id of ['1', '2']) await redis.hset(key(id), { timestamp: NOW, opts: '{}', processedOn: NOW });
  await redis.set(key('1:lock'), 'worker');
  const reading = await read(() => redis.multi().del(key('1:lock')).lrem(key('active'), 1, '1').exec());
  expect(reading.jobsWithoutLock).toBe(1);
});

it('leaves out the mark that BullMQ 4 keeps at the end of its lists', async () => {
  const { redis, key, read } = openQueue();
  await redis.lpush(key('wait'), '2', '1');
  await redis.rpush(key('wait'), '0:1800000000000');
  await redis.hset(key('1'), { timestamp: NOW - 5_000, opts: '{}' });
  await redis.hset(key('2'), { timestamp: NOW - 7_000, opts: '{}' });
  expect(await read()).toMatchObject({ depth: 2, lagMs: 7_000 });
});
