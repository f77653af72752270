import { expect, inject, it, onTestFinished } from 'vitest';
import { Redis } from 'ioredis';
import { createTicketQueue } from '../../src/queue/bullmq-queue.js';
import { openRedisNamespace, randomName } from '../support/namespace.js';
import { startTcpProxy } from '../support/servers.js';

it('adds tickets although Redis did not answer when the queue was opened', async () => {
  const { prefix } = openRedisNamespace();
  const proxy = await startTcpProxy(Number(new URL(inject('redisUrl')).port));
  const redis = new Redis(proxy.port, '127.0.0.1');
  onTestFinished(() => redis.disconnect());
  await redis.ping();
  proxy.hold();
  redis.options.commandTimeout = 100;
  const { addTicket, close } = createTicketQueue(redis, prefix, () => undefined);
  onTestFinished(close);

  await expect(addTicket(randomName(), 'b-held')).rejects.toThrow('timed out');
  proxy.release();
  redis.options.commandTimeout = 30_000;
  await addTicket(randomName(), 'b-1');
  expect(await redis.exists(`${prefix}:mining-clicks:b-1`)).toBe(1);
});
