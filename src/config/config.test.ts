import { describe, expect, it } from 'vitest';
import { bucketLimitsOf, memoryMarksOf, readApiSettings, readStoreSettings, readWorkerSettings, rewardRulesOf } from './config.js';

const SECRET = { MINING_TOKEN_SECRET: 'a secret that is long enough for tests' };

describe('the settings', () => {
  it('have the documented defaults', () => {
    const settings = readApiSettings(SECRET);
    expect(settings).toMatchObject({ MINING_API_PORT: 8080, MINING_QUEUE_MAX_DEPTH: 5000, MINING_DURABILITY: 'safe' });
    expect(bucketLimitsOf(settings)).toEqual({
      global: { rate: 12_000, burst: 24_000 },
      user: { rate: 5, burst: 10 },
      ip: { rate: 20, burst: 40 },
    });
    expect(rewardRulesOf(readWorkerSettings({}))).toEqual({ amount: 1, cooldownMs: 0, dailyCap: 0 });
  });

  it('are read as numbers, frozen, and an empty variable counts as none', () => {
    const settings = readWorkerSettings({ MINING_WORKER_PORT: '9000', MINING_REWARD_COOLDOWN_SECONDS: '3', REDIS_URL: '' });
    expect(settings).toMatchObject({ MINING_WORKER_PORT: 9000, REDIS_URL: 'redis://127.0.0.1:6379' });
    expect(rewardRulesOf(settings).cooldownMs).toBe(3000);
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it('report every fault at once, each with the name of the variable and what it may be', () => {
    const read = () => readApiSettings({ MINING_API_PORT: 'eighty', MINING_DURABILITY: 'strict', MINING_QUEUE_MAX_DEPTH: '0' });
    expect(read).toThrow(/MINING_API_PORT is "eighty"/);
    expect(read).toThrow(/MINING_DURABILITY is "strict"/);
    expect(read).toThrow(/MINING_QUEUE_MAX_DEPTH is "0"/);
    expect(read).toThrow(/MINING_TOKEN_SECRET is not set/);
  });

  it('of logs must go together, and never show what is in an address', () => {
    const read = (more: Record<string, string>) => () => readApiSettings({ ...SECRET, ...more });
    expect(read({ MINING_LOG_IDS: 'hashed' })).toThrow(/MINING_LOG_IDS_SECRET is not set/);
    expect(read({ MINING_LOG_IDS: 'hashed', MINING_LOG_IDS_SECRET: 'x'.repeat(32) })).not.toThrow();
    for (const address of ['ftp://user:planted@host', 'http://user:planted@host:port', 'planted']) {
      expect(read({ MINING_LOG_LOKI_URL: address })).toThrow(/^(?!.*planted).*MINING_LOG_LOKI_URL is not valid/s);
    }
  });

  it('of the memory guard must leave room between the marks', () => {
    const read = (close: string, open: string) => () =>
      readApiSettings({ ...SECRET, MINING_REDIS_MEMORY_CLOSE_PERCENT: close, MINING_REDIS_MEMORY_OPEN_PERCENT: open });
    expect(memoryMarksOf(readApiSettings(SECRET))).toEqual({ closeAt: 0.75, openBelow: 0.65 });
    expect(read('80', '80')).toThrow(/MINING_REDIS_MEMORY_OPEN_PERCENT is "80": it must be less than MINING_REDIS_MEMORY_CLOSE_PERCENT \(80\)/);
    expect(read('80', '79')).not.toThrow();
    expect(read('101', '79')).toThrow(/MINING_REDIS_MEMORY_CLOSE_PERCENT is "101"/);
  });

  it('never show a secret', () => {
    expect(() => readApiSettings({ MINING_TOKEN_SECRET: 'short secret' })).toThrow(/^(?!.*short secret).*MINING_TOKEN_SECRET is not valid/s);
  });

  it('refuse a prefix without a hash tag: the scripts would not run in a cluster', () => {
    expect(() => readStoreSettings({ MINING_REDIS_PREFIX: 'clicks' })).toThrow(/MINING_REDIS_PREFIX/);
  });
});
