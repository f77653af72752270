import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, vi } from 'vitest';
import { readStackFile, type StackFile } from '../../src/cli/stack-file.js';
import { chooseFreePorts } from '../../src/embedded/ports.js';
import { isRunning } from '../../src/embedded/processes.js';
import { MARK, markedProcesses } from './marked-processes.js';
import { makeTemporaryFolder } from './servers.js';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(PROJECT, 'dist/src/cli/main.js');
const START_SCRIPT = join(PROJECT, 'scripts/start.mjs');
const STOP_WITHIN_MS = 10_000;

/** A folder that stacks of one test use one after the other, with ports of their own. */
export type UpHome = {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Every process that came of a start in this home and still runs. */
  processes(): string[];
};

/** What was started, and what it has said so far. */
export type UpProcess = {
  readonly pid: number;
  output(): string;
  /** Its exit code (or the signal that ended it), once it has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  kill(signal: NodeJS.Signals): void;
};

/** A new home, left without processes at the end of the test whatever happens in it. */
export async function makeHome(more: NodeJS.ProcessEnv = {}): Promise<UpHome> {
  const folder = await makeTemporaryFolder('up');
  const [api, worker] = await chooseFreePorts(2);
  const mark = randomUUID();
  const ports = { MINING_API_PORT: String(api), MINING_WORKER_PORT: String(worker) };
  const processes = () => markedProcesses(mark);
  onTestFinished(async () => {
    for (const line of processes()) kill(Number.parseInt(line, 10));
    await vi.waitUntil(() => processes().length === 0, 10_000);
  });
  return { folder, env: { ...ownEnvironment(), ...ports, [MARK]: mark, ...more }, processes };
}

/** Starts `mining-clicks up` in this home. */
export function startUp(home: UpHome, args: readonly string[] = []): UpProcess {
  return run(home, process.execPath, [PROGRAM, 'up', ...args]);
}

/** Starts it as a person does, by `npm start`; the process is npm's. */
export function startByNpm(home: UpHome): UpProcess {
  const manifest = { name: 'home', private: true, scripts: { start: `"${process.execPath}" "${START_SCRIPT}"` } };
  writeFileSync(join(home.folder, 'package.json'), JSON.stringify(manifest));
  return run(home, 'npm', ['start']);
}

/** Waits until the stack of this home runs. */
export async function untilUp(home: UpHome, up: UpProcess): Promise<StackFile> {
  let ended: unknown;
  void up.ended.then((how) => (ended = how));
  return vi.waitUntil(
    () => {
      if (ended !== undefined) throw new Error(`up has ended (${String(ended)}): ${up.output()}`);
      return up.output().includes('Ctrl-C stops everything') && stackOf(home);
    },
    { timeout: 90_000, interval: 50 },
  );
}

/** Ctrl-C, and a failure unless everything has ended in time. */
export async function interrupt(up: UpProcess): Promise<void> {
  let code: unknown;
  void up.ended.then((value) => (code = value));
  up.kill('SIGINT');
  await vi.waitUntil(() => code !== undefined, { timeout: STOP_WITHIN_MS, interval: 20 });
  expect(code).toBe(0);
}

export function stackOf(home: UpHome): StackFile | undefined {
  return readStackFile(join(home.folder, 'var'));
}

export function alivePids(stack: StackFile): number[] {
  return Object.values(stack.pids).filter(isRunning);
}

function run({ folder, env }: UpHome, command: string, args: readonly string[]): UpProcess {
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended: endOf(child),
    kill: (signal) => void child.kill(signal),
  };
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  // 'exit' and not 'close': what it leaves behind may keep its output open.
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code ?? 0)));
}

/** What is started here is not started by the npm that runs the tests, and has servers of its own unless a test says so. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^npm_|^(REDIS|MONGODB|PROMETHEUS)_URL$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}
