import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readStackFile, removeStackFile, writeStackFile, type StackFile } from './stack-file.js';

const stack: StackFile = {
  api: 'http://127.0.0.1:8080',
  worker: 'http://127.0.0.1:8081',
  console: 'http://127.0.0.1:8080/console/#token=a.b.c',
  metrics: ['http://127.0.0.1:8080/api/metrics', 'http://127.0.0.1:8081/api/metrics'],
  redisUrl: 'redis://127.0.0.1:20001',
  mongodbUrl: 'mongodb://127.0.0.1:20002/?replicaSet=rs0',
  mongodbDatabase: 'mining_clicks',
  durability: 'safe',
  rewardRules: { amount: 1, cooldownMs: 0, dailyCap: 0 },
  queue: { name: 'mining-clicks', prefix: '{mining-clicks}' },
  logs: '/somewhere/var/logs',
  pids: { api: process.pid },
};

describe('the stack file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mining-clicks-stack-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
  });

  it('is read as it was written, with nothing left beside it', () => {
    writeStackFile(folder, stack);
    expect(readStackFile(folder)).toEqual(stack);
    expect(readdirSync(folder)).toEqual(['stack.json']);
  });

  it('is none before it is written and after it is removed', () => {
    expect(readStackFile(folder)).toBeUndefined();
    writeStackFile(folder, stack);
    removeStackFile(folder);
    removeStackFile(folder);
    expect(readStackFile(folder)).toBeUndefined();
  });

  it('does not count when all of its processes have ended', () => {
    // Beyond the largest number that Linux gives to a process.
    writeStackFile(folder, { ...stack, pids: { api: 2 ** 22 + 1, worker: 2 ** 22 + 2 } });
    expect(readStackFile(folder)).toBeUndefined();
  });

  it('does not count when it cannot be read', () => {
    writeFileSync(join(folder, 'stack.json'), '{"api":');
    expect(readStackFile(folder)).toBeUndefined();
  });
});
