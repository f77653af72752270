import { expect, inject, it, onTestFinished } from 'vitest';
import { Redis } from 'ioredis';
import { createTicketQueue } from '../../src/queue/bullmq-queue.js';
import { eventually, openRedisNamespace, randomName } from '../support/namespace.js';
import { startTcpProxy } from '../support/servers.js';

it('adds tickets although Redis did not answer when the queue was opened', async () => {
  const { prefix } = openRedisNamespace();
  const proxy = await startTcpProxy(Number(new URL(inject('redisUrl')).port));
  const redis = new Redis(proxy.port, '127.0.0.1', { commandTimeout: 100 });
  onTestFinished(() => redis.disconnect());
  await redis.ping();
  const faults: unknown[] = [];
  proxy.hold();
  const { addTicket, queue, close } = createTicketQueue(redis, prefix, (fault) => faults.push(fault));
  onTestFinished(close);
  await eventually(() => faults.length > 0);

  await expect(addTicket(randomName(), 'b-held')).rejects.toThrow('timed out');
  proxy.release();
  await addTicket(randomName(), 'b-1');
  await addTicket(randomName(), 'b-2');
  await expect(queue.getJob('b-1')).rejects.toThrow('timed out');
  expect(await redis.exists(`${prefix}:mining-clicks:b-1`, `${prefix}:mining-clicks:b-2`)).toBe(2);
});
