import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type { StackFile } from '../../src/cli/stack-file.js';
import { isRunning } from '../../src/embedded/processes.js';
import { makeTemporaryFolder } from './servers.js';
import { clearHome, describeHome, PROJECT, runInHome, type UpHome, type UpProcess } from './up-process.js';

export { startUp, stackOf, untilUp, type UpHome, type UpProcess } from './up-process.js';

const START_SCRIPT = join(PROJECT, 'scripts/start.mjs');
const STOP_WITHIN_MS = 10_000;

/** A new home, left without processes at the end of the test whatever happens in it. */
export async function makeHome(more: NodeJS.ProcessEnv = {}): Promise<UpHome> {
  const home = await describeHome(await makeTemporaryFolder('up'), more);
  onTestFinished(() => clearHome(home));
  return home;
}

/** Starts it as a person does, by `npm start`; the process is npm's. */
export function startByNpm(home: UpHome): UpProcess {
  const manifest = { name: 'home', private: true, scripts: { start: `"${process.execPath}" "${START_SCRIPT}"` } };
  writeFileSync(join(home.folder, 'package.json'), JSON.stringify(manifest));
  return runInHome(home, 'npm', ['start']);
}

/** Ctrl-C, and a failure unless everything has ended in time. */
export async function interrupt(up: UpProcess): Promise<void> {
  let code: unknown;
  void up.ended.then((value) => (code = value));
  up.kill('SIGINT');
  await vi.waitUntil(() => code !== undefined, { timeout: STOP_WITHIN_MS, interval: 20 });
  expect(code).toBe(0);
}

/** Whoever watches over a server ends just after it, so this waits a little. */
export async function expectNoneLeft({ processes }: UpHome): Promise<void> {
  await expect.poll(processes, { timeout: 30_000 }).toEqual([]);
}

export function alivePids(stack: StackFile): number[] {
  return Object.values(stack.pids).filter(isRunning);
}
