import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { hideSecrets, openRedis } from './open-redis.js';

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
