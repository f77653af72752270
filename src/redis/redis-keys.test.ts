import { describe, expect, it } from 'vitest';
import { createRedisKeys } from './redis-keys.js';

describe('createRedisKeys', () => {
  const keys = createRedisKeys('{mining-clicks}');
  const names = Object.values(keys).map((key) => (typeof key === 'function' ? key('an-id') : key));

  it('begins every key with the one hash tag, so that the scripts run in a cluster', () => {
    expect(names.every((name) => name.startsWith('{mining-clicks}'))).toBe(true);
  });

  it('gives no two things one name, whatever ids they have', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(keys.userBucket('x:y')).not.toBe(keys.ipBucket('x:y'));
  });
});
