import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Surroundings } from './part.js';
import { provideParts } from './provide-parts.js';

/** A machine that has only these programs, shell scripts all of them, and nobody at its terminal. */
function machineWith(programs: Readonly<Record<string, string>>, more: Partial<Surroundings> = {}): Surroundings {
  const folder = mkdtempSync(join(tmpdir(), 'mining-clicks-parts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return {
    platform: 'linux',
    arch: 'x64',
    env: { PATH: join(folder, 'bin') },
    cacheFolder: join(folder, 'cache'),
    root: false,
    unattended: false,
    say: () => undefined,
    ...more,
  };
}

const redis7 = 'echo "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1"';
const redis6 = 'echo "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=1"';

describe('provideParts', () => {
  it('uses what is there', async () => {
    const machine = machineWith({ 'redis-server': redis7, mongod: '', prometheus: '', 'prometheus-alertmanager': '' });
    const bin = machine.env['PATH'] ?? '';
    expect(await provideParts(['redis-server', 'mongod', 'prometheus', 'alertmanager'], machine)).toEqual({
      'redis-server': join(bin, 'redis-server'),
      mongod: join(bin, 'mongod'),
      prometheus: join(bin, 'prometheus'),
      alertmanager: join(bin, 'prometheus-alertmanager'),
    });
  });

  it('finds the mongod that was fetched before', async () => {
    const machine = machineWith({});
    mkdirSync(join(machine.cacheFolder, 'bin'), { recursive: true });
    writeFileSync(join(machine.cacheFolder, 'bin', 'mongod'), '', { mode: 0o755 });
    expect(await provideParts(['mongod'], machine)).toEqual({ mongod: join(machine.cacheFolder, 'bin', 'mongod') });
  });

  it('takes the browser that a setting names, and no other in its place', async () => {
    const machine = machineWith({ chromium: '', browser: '' });
    const bin = machine.env['PATH'] ?? '';
    const named = (path: string) => ({ ...machine, env: { ...machine.env, CHROMIUM_PATH: path } });
    expect(await provideParts(['chromium'], named(''))).toEqual({ chromium: join(bin, 'chromium') });
    expect(await provideParts(['chromium'], named(join(bin, 'browser')))).toEqual({ chromium: join(bin, 'browser') });
    await expect(provideParts(['chromium'], named('/nowhere/chromium'))).rejects.toThrow(
      'CHROMIUM_PATH is /nowhere/chromium, which is no program: set it to one or leave it empty.',
    );
  });

  it('refuses a Redis that is too old', async () => {
    const machine = machineWith({ 'redis-server': redis6 });
    await expect(provideParts(['redis-server'], machine)).rejects.toThrow(
      /redis-server is version 6\.0\.16, but Redis 7 or newer is needed: install Redis 7 or newer or set REDIS_URL\.$/,
    );
  });

  it('says what to do on a system whose packages it does not know', async () => {
    await expect(provideParts(['redis-server', 'prometheus'], machineWith({}))).rejects.toThrow(
      /neither apt-get nor Homebrew.*redis-server \(.*set REDIS_URL\), prometheus \(.*set PROMETHEUS_URL\)\.$/,
    );
  });

  it('does not install anything without asking', async () => {
    const machine = machineWith({ 'apt-get': 'exit 1' });
    await expect(provideParts(['redis-server', 'alertmanager'], machine)).rejects.toThrow(
      'redis-server prometheus-alertmanager are missing and nobody can be asked here: run ' +
        '"sudo apt-get install --no-install-recommends redis-server prometheus-alertmanager", then start again.',
    );
  });

  it('asks with the command that it would run, and takes no for an answer', async () => {
    const questions: string[] = [];
    const ask = (question: string) => Promise.resolve(questions.push(question) === 0);
    const machine = machineWith({ 'apt-get': 'exit 1' }, { ask });
    await expect(provideParts(['redis-server'], machine)).rejects.toThrow(/^redis-server is missing: run "sudo apt-get/);
    expect(questions).toEqual([expect.stringContaining('sudo apt-get install --no-install-recommends redis-server')]);
  });

  it('names what can be done where no mongod can be had', async () => {
    const nowhere = { MONGOMS_DOWNLOAD_MIRROR: 'https://127.0.0.1:9', MONGOMS_MAX_RETRIES: '1', PIP_INDEX_URL: 'http://127.0.0.1:9' };
    const machine = machineWith({}, { unattended: true });
    const said: string[] = [];
    const offline = { ...machine, env: { ...machine.env, ...nowhere }, say: (line: string) => void said.push(line) };
    await expect(provideParts(['mongod'], offline)).rejects.toThrow(
      /^There is no mongod and none could be downloaded \(.*127\.0\.0\.1:9.*\): install MongoDB 7 or 8 or set MONGODB_URL\.$/,
    );
    expect(said.join('\n')).toMatch(/MongoDB's downloads cannot be had \(.*ECONNREFUSED/);
  });

  it('has no mongod for a machine that nobody builds one for', async () => {
    const env = { MONGOMS_DOWNLOAD_MIRROR: 'https://127.0.0.1:9', MONGOMS_MAX_RETRIES: '1' };
    const machine = machineWith({}, { unattended: true, arch: 'riscv64' });
    await expect(provideParts(['mongod'], { ...machine, env: { ...machine.env, ...env } })).rejects.toThrow(
      'none could be downloaded for linux on riscv64: install MongoDB 7 or 8 or set MONGODB_URL.',
    );
  });
});
