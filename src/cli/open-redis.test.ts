import { describe, expect, it } from 'vitest';
import { hideSecrets } from './open-redis.js';

describe('an address that is shown', () => {
  it.each([
    ['redis://127.0.0.1:6379/2', 'redis://127.0.0.1:6379/2'],
    ['rediss://me:word@redis.example:6379', 'rediss://redis.example:6379'],
    ['mongodb://me:word@a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/?replicaSet=rs0'],
    ['redis://me:un/escaped@word@127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ])('%s has no user and no password', (url, shown) => expect(hideSecrets(url)).toBe(shown));
});
