import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.js';
import { makeTemporaryFolder } from '../support/servers.js';

const SECRET = 'planted-Zk3vT9qLx1Rb7WmYc5Hd8Ns2Jf6Gp4';

async function config(args: readonly string[], env: Record<string, string> = {}, folder?: string) {
  return runCommand(['config', ...args], { cwd: folder ?? (await makeTemporaryFolder('config')), env });
}

describe('config check', () => {
  it('says that settings are good, for API and worker or for the process that it is asked for', async () => {
    expect(await config(['check'], { MINING_TOKEN_SECRET: SECRET })).toEqual({ code: 0, stdout: 'The settings are good for api and worker.\n', stderr: '' });
    expect(await config(['check', 'exporter'])).toEqual({ code: 0, stdout: 'The settings are good for exporter.\n', stderr: '' });
  });

  it('names every fault once, and leaves with 1', async () => {
    const { code, stdout, stderr } = await config(['check'], { MINING_QUEUE_MAX_DEPTH: 'many', MINING_WORKER_PROT: '1', NODE_ENV: 'production', MINING_LISTEN_HOST: '0.0.0.0' });
    expect([code, stdout]).toEqual([1, '']);
    const names = stderr.replace('mining-clicks: ', '').trim().split('\n').map((line) => line.split(' ')[0]);
    expect(names.sort()).toEqual(['MINING_METRICS_ACCESS', 'MINING_QUEUE_MAX_DEPTH', 'MINING_TOKEN_SECRET', 'MINING_WORKER_PROT']);
  });
});

describe('config print', () => {
  it('shows every value and where it came from, and nothing that is secret', async () => {
    const folder = await makeTemporaryFolder('config');
    const file = join(folder, 'mongodb');
    writeFileSync(file, `mongodb://app:${SECRET}@mongodb/?replicaSet=rs0\n`);
    const env = { MINING_TOKEN_SECRET: SECRET, REDIS_URL: `redis://:${SECRET}@redis:6379`, MONGODB_URL_FILE: file, MINING_API_PORT: '9000' };
    const { code, stdout, stderr } = await config(['print'], env, folder);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('planted');
    const lines = new Map(stdout.trim().split('\n').map((line) => [line.split('=')[0], line.replace(/ +# /, ' # ')]));
    expect(lines.get('REDIS_URL')).toBe('REDIS_URL=redis://***@redis:6379 # environment');
    expect(lines.get('MONGODB_URL')).toBe(`MONGODB_URL=mongodb://***@mongodb/?replicaSet=rs0 # file ${file}`);
    expect(lines.get('MINING_TOKEN_SECRET')).toBe('MINING_TOKEN_SECRET=*** # environment');
    expect(lines.get('MINING_API_PORT')).toBe('MINING_API_PORT=9000 # environment');
    expect(lines.get('MINING_WORKER_PORT')).toBe('MINING_WORKER_PORT=8081 # default');
    expect(lines.get('#MINING_CORS_ORIGINS')).toBe('#MINING_CORS_ORIGINS=');
  });

  it('shows also what cannot be used', async () => {
    const { code, stdout } = await config(['print', 'worker'], { MINING_REWARD_AMOUNT: 'much' });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^MINING_REWARD_AMOUNT=much +# environment$/m)]);
  });
});
