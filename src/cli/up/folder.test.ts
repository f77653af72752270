import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { keepDevelopmentSecret } from './development-secret.js';
import { takeFolder } from './one-per-folder.js';
import { keepPorts } from './ports-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mining-clicks-var-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

describe('takeFolder', () => {
  it('lets one process in, and the next when that has left', () => {
    const leave = takeFolder(folder);
    expect(() => takeFolder(folder)).toThrow(new RegExp(`running already .*\\(pid ${process.pid}\\)`));
    leave();
    takeFolder(folder)();
  });

  it('is free when its holder was killed, even if another process has its number now', () => {
    writeFileSync(join(folder, 'up.json'), JSON.stringify({ pid: process.pid, started: 'at another time' }));
    takeFolder(folder)();
    writeFileSync(join(folder, 'up.json'), '');
    takeFolder(folder)();
  });
});

describe('keepPorts', () => {
  it('chooses different ports once', async () => {
    const ports = await keepPorts(folder);
    expect(new Set(Object.values(ports)).size).toBe(4);
    expect(await keepPorts(folder)).toEqual(ports);
  });

  it('chooses again when the file is of no use', async () => {
    writeFileSync(join(folder, 'ports.json'), '{"redis": "x"}');
    expect((await keepPorts(folder)).redis).toBeGreaterThan(1024);
  });
});

describe('keepDevelopmentSecret', () => {
  it('makes one that its owner alone can read, and keeps it', () => {
    const secret = keepDevelopmentSecret(folder);
    expect(Buffer.from(secret).length).toBeGreaterThanOrEqual(32);
    expect(keepDevelopmentSecret(folder)).toBe(secret);
    expect(statSync(join(folder, 'token-secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'token-secret'), 'utf8')).toBe(`${secret}\n`);
  });
});
