import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PACKAGE_FOLDER } from '../../src/cli/package-folder.js';
import { eventually } from '../support/namespace.js';

const run = promisify(execFile);
const INSTALL_WITHIN_MS = 240_000;
const MOST_KILOBYTES = 500;

const CLICK_PROGRAM = `
import { createMiningClient, type ClickResult } from 'mining-clicks/client';

declare const apiUrl: string;
const result: ClickResult = await createMiningClient({ baseUrl: apiUrl, token: 'any' }).click({ source: 'button' });
console.log(result.kind, result.kind === 'accepted' ? result.click.clickId : result.error);
`;

let folder = '';
let tarball = '';

/** npm as somebody has it who has never used it: with a cache of its own, and nothing of the checkout's settings. */
const env = () => ({ PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_registry: process.env['npm_config_registry'], npm_config_cache: join(folder, 'cache') });

/** `npx --package <tarball> mining-clicks ...` in an empty folder. */
async function runPacked(...args: readonly string[]) {
  const cwd = join(folder, `empty-${args[0] ?? ''}`);
  await mkdir(cwd, { recursive: true });
  const done = await run('npx', ['--yes', '--package', tarball, 'mining-clicks', ...args], { cwd, env: env(), timeout: INSTALL_WITHIN_MS });
  return { ...done, cwd };
}

/** Paths in the installed package. */
function listInstalled(): string[] {
  const [hash = ''] = readdirSync(join(folder, 'cache/_npx'));
  const root = join(folder, 'cache/_npx', hash, 'node_modules/mining-clicks');
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mining-clicks-package-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: PACKAGE_FOLDER });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  await runPacked('--help');
}, INSTALL_WITHIN_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the tarball of npm pack', () => {
  it('holds what runs and the types of the client, and neither tests, benchmarks, scripts nor source maps', () => {
    const files = listInstalled();
    for (const needed of ['package.json', 'README.md', 'LICENSE', 'dist/src/cli/main.js', 'dist/src/admission/lua/admitClicks.lua', 'dist/src/client/mining-client.d.ts', 'docs/exporter.md', 'docs/openapi.json']) expect(files).toContain(needed);
    expect(files.filter((file) => /\.map$|\.tsx?$|test|^bench|^scripts|^dist\/bench|\.sources|^var/.test(file) && !/^docs\/|test-alerts|^dist\/src\/client\/[a-z-]+\.d\.ts$/.test(file))).toEqual([]);
    expect(statSync(tarball).size).toBeLessThan(MOST_KILOBYTES * 1024);
  });

  it('has a client that an empty TypeScript project imports, checks strictly and runs', async () => {
    const cwd = join(folder, 'empty-typescript');
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'package.json'), '{"type":"module"}');
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', tarball, 'typescript@6.0.3'], { cwd, env: env(), timeout: INSTALL_WITHIN_MS });
    await writeFile(join(cwd, 'click.ts'), CLICK_PROGRAM);
    // No types of Node: a page in a browser has none either.
    await run('npx', ['tsc', '--strict', '--exactOptionalPropertyTypes', '--target', 'ES2022', '--lib', 'ES2022,DOM', '--module', 'NodeNext', 'click.ts'], { cwd, env: env() });
    const server = createServer((_, response) => void response.writeHead(202).end('{"clickId":"c1","status":"queued","statusUrl":"/c1"}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', `globalThis.apiUrl = '${url}'; await import('./click.js');`], { cwd, env: env() });
    server.closeAllConnections();
    server.close();
    expect(stdout).toBe('accepted c1\n');
  });

  it('writes rules for a queue in an empty folder', async () => {
    const { stdout, cwd } = await runPacked('rules', '--profile', 'queue', '--depth', '500', '--lag', '60s', '--out', 'out/');
    expect(stdout).toMatch(/files are in out\/; what to do with them is in out\/README\.md/);
    for (const path of ['prometheus/rules/queue-alerts.yml', 'grafana/dashboards/bullmq-queues.json', 'runbooks/MiningQueueLagHigh.md']) {
      expect(existsSync(join(cwd, 'out', path)), path).toBe(true);
    }
  });

  it('says in one sentence that the folder is missing', async () => {
    const refused = runPacked('rules', '--profile', 'queue');
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/mining-clicks: Say where the files go: --out out\//) });
  });

  it('runs the exporter on a real Redis, until its npx is killed', async () => {
    const cwd = join(folder, 'empty-exporter');
    await mkdir(cwd, { recursive: true });
    const args = ['--yes', '--package', tarball, 'mining-clicks', 'exporter', '--redis-url', inject('redisUrl'), '--discover', '--port', '0'];
    const child = execFile('npx', args, { cwd, env: env(), timeout: 60_000 });
    const said = await new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout?.on('data', (data) => ((output += String(data)), output.includes('exporter listens on') && resolve(output)));
      child.stderr?.on('data', (data) => (output += String(data)));
      child.once('exit', () => reject(new Error(output)));
    });
    const [address = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    expect(await (await fetch(`${address}/metrics`)).text()).toContain('mining_exporter_redis_up 1');
    child.kill('SIGKILL');
    await eventually(() => fetch(address).then(() => false, () => true));
  });
});
