import { describe, expect, it, onTestFinished } from 'vitest';
import { watchDurability } from '../../src/cli/watch-durability.js';
import { isBelow, readRedisGuarantees, whyUnusable } from '../../src/redis/redis-guarantees.js';
import { eventually, openTestRedis, randomName } from '../support/namespace.js';
import { startPrivateRedis } from '../support/servers.js';
import { createProcessBench } from '../support/processes.js';
import { parseExposition } from '../support/exposition.js';

describe('what a Redis promises', () => {
  it('is read from its settings: safe, fast or none', async () => {
    const { url } = await startPrivateRedis();
    const redis = openTestRedis(url);
    const level = async () => (await readRedisGuarantees(redis)).durability;
    expect(await level()).toBe('safe');
    await redis.config('SET', 'appendfsync', 'everysec');
    expect(await level()).toBe('fast');
    await redis.config('SET', 'appendfsync', 'no');
    expect(await level()).toBe('none');
    await redis.config('SET', 'appendfsync', 'always');
    await redis.config('SET', 'no-appendfsync-on-rewrite', 'yes');
    expect(await level()).toBe('none');
    await redis.config('SET', 'no-appendfsync-on-rewrite', 'no');
    expect(await level()).toBe('safe');
    await redis.config('SET', 'appendonly', 'no');
    expect(await level()).toBe('none');
  });

  it('counts as fast when the user may not read the settings: the weaker of the two levels with a file', async () => {
    const { url } = await startPrivateRedis();
    const admin = openTestRedis(url);
    const name = randomName();
    await admin.call('ACL', 'SETUSER', name, 'on', '>secret', '~*', '+@all', '-config');
    const redis = openTestRedis(url.replace('://', `://${name}:secret@`));
    expect(await readRedisGuarantees(redis)).toMatchObject({ durability: 'fast' });
  });

  it('is below the configured level only when it is weaker', () => {
    expect(isBelow('fast', 'safe')).toBe(true);
    expect(isBelow('none', 'fast')).toBe(true);
    expect(isBelow('safe', 'fast')).toBe(false);
    expect(isBelow('safe', 'safe')).toBe(false);
  });

  it('must be 7 or newer, and may not evict', () => {
    const good = { version: '7.0.15', evictionPolicy: 'noeviction', durability: 'safe' } as const;
    expect(whyUnusable(good)).toBeUndefined();
    expect(whyUnusable({ ...good, version: '6.2.14' })).toContain('6.2.14 is too old');
    expect(whyUnusable({ ...good, evictionPolicy: 'allkeys-lru' })).toContain('allkeys-lru');
  });
});

describe('a Redis that is changed while processes use it', () => {
  it('is noticed when it may evict, or flushes less often, and when it is set back', async () => {
    const { url } = await startPrivateRedis();
    const redis = openTestRedis(url);
    let seen: string | undefined = 'nothing yet';
    onTestFinished(watchDurability(redis, { configured: 'safe', everyMs: 10, onLook: (reason) => (seen = reason) }));
    await eventually(() => seen === undefined);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await eventually(() => seen?.includes('may evict accepted clicks: its maxmemory-policy is allkeys-lru'));
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await eventually(() => seen === undefined);
    await redis.config('SET', 'appendfsync', 'everysec');
    await eventually(() => seen?.includes('are kept at level "fast", below the configured "safe"'));
    await redis.config('SET', 'appendfsync', 'always');
    await eventually(() => seen === undefined);
  });
});

describe('a process on a Redis that gives less than the configured level', () => {
  it('says so by its metric; one whose level is kept does not', async () => {
    const { url } = await startPrivateRedis({ appendFsync: 'everysec' });
    const bench = createProcessBench();
    const degradedOf = async (durability: string) => {
      const api = await bench.start('api', { REDIS_URL: url, MINING_DURABILITY: durability });
      return eventually(async () => {
        const page = parseExposition(await (await fetch(`${api.url}/api/metrics`)).text());
        return page.samples.get('mining_click_durability_degraded')?.toString();
      });
    };
    expect(await degradedOf('safe')).toBe('1');
    expect(await degradedOf('fast')).toBe('0');
  });
});
