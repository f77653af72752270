import { expect, inject, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/cli/open-redis.js';
import { createTicketQueue } from '../../src/queue/bullmq-queue.js';
import { eventually, openRedisNamespace } from '../support/namespace.js';
import { startTcpProxy } from '../support/servers.js';

it('a queue that got no answer when it was made adds tickets as soon as Redis answers', async () => {
  const { redis: straight, keys, prefix } = openRedisNamespace();
  const proxy = await startTcpProxy(Number(new URL(inject('redisUrl')).port));
  const redis = await openRedis(`redis://127.0.0.1:${proxy.port}`, 'prompt', () => undefined);
  onTestFinished(() => redis.disconnect());
  proxy.hold();
  const tickets = createTicketQueue(redis, prefix, () => undefined);
  await expect(tickets.addTicket('batch-one', 'b-batch-one')).rejects.toThrow('timed out');
  proxy.release();
  await eventually(() => tickets.addTicket('batch-one', 'b-batch-one').then(() => true, () => false));
  expect(await straight.hget(`${keys.queue}b-batch-one`, 'name')).toBe('batch');
  await tickets.close();
});
