import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startPrivateRedis } from '../../test/support/servers.js';
import { DeadlineError } from '../redis/deadline.js';
import { checkRedis, hideSecrets, openRedis } from './open-redis.js';

describe('an address that is shown', () => {
  it.each([
    ['redis://127.0.0.1:6379/2', 'redis://127.0.0.1:6379/2'],
    ['rediss://me:word@redis.example:6379', 'rediss://redis.example:6379'],
    ['mongodb://me:word@a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/?replicaSet=rs0'],
    ['redis://me:un/escaped@word@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ])('%s has no user and no password', (url, shown) => expect(hideSecrets(url)).toBe(shown));
});

it('a prompt client takes the answer that came while its process stood still longer than it may wait', async () => {
  const redis = await openRedis(inject('redisUrl'), 'prompt', () => undefined);
  onTestFinished(() => redis.disconnect());
  const reply = redis.ping();
  const end = performance.now() + 1000;
  while (performance.now() < end);
  expect(await reply).toBe('PONG');
});

it('a process that starts asks again when Redis misses an answer', async () => {
  const server = await startPrivateRedis();
  const redis = await openRedis(server.url, 'prompt', () => undefined);
  onTestFinished(() => redis.disconnect());
  await server.kill('SIGSTOP');
  const checking = checkRedis(redis);
  // What was asked before this was not answered either.
  await expect(redis.ping()).rejects.toThrow(DeadlineError);
  await server.kill('SIGCONT');
  expect(await checking).toMatchObject({ durability: 'safe' });
});
