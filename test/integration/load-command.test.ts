import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readJournal } from '../../src/cli/audit/read-journal.js';
import { runCommand, startCommand } from '../support/command.js';
import { makeTemporaryFolder } from '../support/servers.js';

const ENV = { MINING_TOKEN_SECRET: 'a secret for tests that is long enough' };

/** A server that accepts every click. */
async function startServer(): Promise<string> {
  const server = createServer((_, response) => void response.writeHead(202).end('{"clickId":"c1","status":"queued"}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('mining-clicks load', () => {
  it('tells what it does and what came of it', async () => {
    const cwd = await makeTemporaryFolder('load');
    const args = ['load', '--rate', '100', '--duration', '1500ms', '--journal', 'journal.ndjson', '--url', await startServer()];
    const { code, stdout, stderr } = await runCommand(args, { cwd, env: ENV });
    expect(stderr).toMatch(/^100 clicks\/s \(Poisson\) for 1\.5 s to http:.*\n1 s {2}sent \d+ {2}202: \d+ /);
    expect(stdout).toMatch(/^accepted {3}(\d+) of \1 distinct clicks \(100\.00 %\)$/m);
    expect(code).toBe(0);
  });

  it('ends in order at Ctrl-C', async () => {
    const cwd = await makeTemporaryFolder('load');
    const load = startCommand(['load', '--journal', 'journal.ndjson', '--url', await startServer()], { cwd, env: ENV });
    const journal = join(cwd, 'journal.ndjson');
    await expect.poll(() => existsSync(journal) && readFileSync(journal, 'utf8').includes('202'), { timeout: 20_000 }).toBe(true);
    load.kill('SIGINT');
    expect((await once(load, 'exit'))[0]).toBe(0);
    expect(readFileSync(journal, 'utf8')).toMatch(/\n\{"end":.*\}\n$/);
  });

  it('leaves a journal that can be read when it is killed', async () => {
    const cwd = await makeTemporaryFolder('load');
    const load = startCommand(['load', '--journal', 'journal.ndjson', '--url', await startServer()], { cwd, env: ENV });
    const journal = join(cwd, 'journal.ndjson');
    await expect.poll(() => existsSync(journal) && readFileSync(journal).length > 50_000, { timeout: 20_000 }).toBe(true);
    load.kill('SIGKILL');
    await once(load, 'exit');
    const { clicks, ownUsers } = await readJournal(journal);
    expect(clicks.length).toBeGreaterThan(100);
    expect([...ownUsers.values()][0]?.incompleteFrom).toBeDefined();
  });

  it('says in one sentence what is missing', async () => {
    const cwd = await makeTemporaryFolder('load');
    const args = ['load', '--journal', 'journal.ndjson', '--url', 'http://127.0.0.1:1', '--duration', '100ms'];
    const withoutSecret = await runCommand(args, { cwd });
    expect(withoutSecret.stderr).toMatch(/^mining-clicks: MINING_TOKEN_SECRET is not set.*\n$/);
    expect(withoutSecret.code).toBe(1);
    const withoutServer = await runCommand(args, { cwd, env: ENV });
    expect(withoutServer.stderr).toContain('Nothing answered at http://127.0.0.1:1.');
    expect(withoutServer.code).toBe(1);
  });
});
