import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { readRunbooks } from '../../observability/runbooks/read-runbooks.js';
import { PACKAGE_FOLDER } from '../../src/cli/package-folder.js';
import { readCodeBlocks } from '../../src/console/runbook-blocks.js';
import { isRunning } from '../../src/embedded/processes.js';
import { pathWithCurl } from '../support/curl.js';
import { eventually } from '../support/namespace.js';
import { parseExposition } from '../support/exposition.js';
import { interrupt, makeHome, stackOf, startByNpm, startUp, untilUp } from '../support/up.js';

/** What ends a process, changes what is kept, or wakes somebody. */
const HARMFUL = /^kill |"kill \$0;|\breopen$|dead-letters replay(?!.*--dry-run)|alerts test$/;
/** Those that name a click, a minute or a file in place of which the reader puts another: they say so, and end with 2. */
const WITH_A_PLACE = /dead-letters show c0123|find-missing 2026-01-31|audit --journal var\/load\.ndjson$/;

const commands = readRunbooks()
  .flatMap(({ text: markdown }) => readCodeBlocks(markdown))
  .filter(({ language, mark }) => language === 'sh' && mark === undefined)
  .flatMap(({ code }) => code.split('\n'));
/** It ends when it is told to. */
const isOneMoreWorker = (command: string): boolean => command.includes('main.js worker');
const isRestart = (command: string): boolean => command.endsWith('/environ"') && command.includes('npm start');
const isForLinux = (command: string): boolean => command.includes('/proc/');
const harmless = [...new Set(commands)].filter((command) => !HARMFUL.test(command) && !isOneMoreWorker(command) && (process.platform === 'linux' || !isForLinux(command)));

/** Runs a line as it was pasted, in a group of processes of its own, as a terminal does. */
function pasteRunning(line: string, folder: string) {
  return spawn('bash', ['--norc', '-o', 'pipefail', '-c', line], { cwd: folder, env: { PATH: pathWithCurl(folder) }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

async function paste(line: string, folder: string) {
  const shell = pasteRunning(line, folder);
  const [out, faults, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close') as Promise<[number | null]>]);
  return { line, code, out, faults };
}

/** The same in a terminal of its own; gives back what is Ctrl-C there. */
function pasteInTerminal(line: string, folder: string): () => void {
  const terminal = pasteRunning(line, folder);
  const end = () => process.kill(-(terminal.pid ?? NaN), 'SIGINT');
  onTestFinished(() => void (terminal.exitCode === null && terminal.signalCode === null && end()));
  return end;
}

/** Clicks a second that the worker posts at most, as it shows it. */
async function limitOf(worker: string): Promise<number | undefined> {
  return parseExposition(await (await fetch(`${worker}/api/metrics`)).text()).samples.get('mining_worker_max_rate');
}

/** A checkout, so much of it as commands use. */
async function makeCheckout(folder: string): Promise<void> {
  for (const name of ['dist', 'node_modules']) await symlink(join(PACKAGE_FOLDER, name), join(folder, name));
}

/** The addresses of all workers that have written to the log. */
function listenedAt(folder: string): string[] {
  return [...readFileSync(join(folder, 'var/logs/worker.ndjson'), 'utf8').matchAll(/worker listens on (http:[^"]+)/g)].map(([, url = '']) => url);
}

it('every harmless command of the runbooks works as it is pasted, whatever ports the stack has', async () => {
  expect(harmless.length).toBeGreaterThan(40);
  const home = await makeHome();
  const up = startUp(home, ['--demo']);
  const { api, worker } = await untilUp(home, up);
  await makeCheckout(home.folder);
  expect([api, worker].filter((address) => /:808[01]$/.test(address))).toEqual([]);

  for (const line of harmless) {
    const { code, out, faults } = await paste(line, home.folder);
    // What is searched in a log of a stack that is well may not be there.
    const expected = WITH_A_PLACE.test(line) ? [2] : line.includes('grep') ? [0, 1] : [0];
    expect(expected, `${line}\n${out}${faults}`).toContain(code);
    if (!WITH_A_PLACE.test(line)) expect(faults, line).toBe('');
  }
  const ready = (name: 'api' | 'worker') => harmless.filter((line) => line.endsWith(`").${name}')/readyz"`));
  // A process is not ready for a moment where Redis did not answer it in time.
  for (const line of [...ready('api'), ...ready('worker')]) {
    await expect.poll(() => paste(line, home.folder), { timeout: 30_000 }).toMatchObject({ out: expect.stringContaining('"status":"ready"') as string });
  }
  expect([ready('api').length, ready('worker').length]).toEqual([1, 1]);
  await interrupt(up);
});

it.runIf(process.platform === 'linux')('the command for one more worker starts one with the settings of the first beside the stack, and Ctrl-C ends it', async () => {
  const home = await makeHome({ MINING_WORKER_MAX_RATE: '30' });
  const up = startUp(home);
  const { worker } = await untilUp(home, up);
  await makeCheckout(home.folder);

  const end = pasteInTerminal(commands.find(isOneMoreWorker) ?? '', home.folder);
  const another = await eventually(() => listenedAt(home.folder).find((url) => url !== worker));
  await eventually(async () => (await fetch(`${another}/readyz`)).status === 200);
  expect(await Promise.all([worker, another].map(limitOf))).toEqual([30, 30]);
  end();
  await eventually(() => fetch(`${another}/livez`).then(() => false, () => true));
  await expect.poll(async () => (await fetch(`${worker}/readyz`)).status).toBe(200);
  await interrupt(up);
});

it.runIf(process.platform === 'linux')('the command for a start without a limit stops the stack and starts it again with all its other settings', async () => {
  const home = await makeHome({ MINING_WORKER_MAX_RATE: '30', MINING_REWARD_AMOUNT: '7' });
  const before = await untilUp(home, startByNpm(home));
  expect(await limitOf(before.worker)).toBe(30);

  const end = pasteInTerminal(commands.find(isRestart) ?? '', home.folder);
  const again = await eventually(() => [stackOf(home)].find((stack) => stack !== undefined && stack.pids.worker !== before.pids.worker));
  await eventually(async () => (await fetch(`${again.worker}/readyz`)).status === 200);
  expect(await limitOf(again.worker)).toBe(0);
  expect(again).toMatchObject({ api: before.api, worker: before.worker, rewardRules: { amount: 7 } });
  end();
  await eventually(() => Object.values(again.pids).every((pid) => !isRunning(pid)));
});
