import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStackFile, type StackFile } from '../../src/cli/stack-file.js';
import { untilResolved } from '../../src/embedded/poll.js';
import { chooseFreePorts } from '../../src/embedded/ports.js';
import { BUSY_MACHINE } from './busy-machine.js';
import { MARK, markedProcesses } from './marked-processes.js';

/** The checkout, whose build is what runs. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = join(PROJECT, 'dist/src/cli/main.js');

/** Milliseconds after its end in which what a process has written surely arrives, on a machine that stands still for a while too. */
const OUTPUT_WITHIN_MS = 10_000;

/** A folder that stacks use one after the other, with ports of their own. */
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

/** A home in this folder; `more` are settings. */
export async function describeHome(folder: string, more: NodeJS.ProcessEnv = {}): Promise<UpHome> {
  const [api, worker] = await chooseFreePorts(2);
  const mark = randomUUID();
  const ports = { MINING_API_PORT: String(api), MINING_WORKER_PORT: String(worker) };
  return { folder, env: { ...ownEnvironment(), ...ports, ...BUSY_MACHINE, [MARK]: mark, ...more }, processes: () => markedProcesses(mark) };
}

/** Kills what still runs of a home, and waits until it has ended. */
export async function clearHome({ processes }: UpHome): Promise<void> {
  for (const line of processes()) kill(Number.parseInt(line, 10));
  await untilResolved(() => (processes().length === 0 ? Promise.resolve() : Promise.reject(new Error('it runs'))), AbortSignal.timeout(30_000));
}

/** Starts `mining-clicks up` in this home. */
export function startUp(home: UpHome, args: readonly string[] = []): UpProcess {
  return runInHome(home, process.execPath, [PROGRAM, 'up', ...args]);
}

/** Waits until the stack of this home runs. */
export async function untilUp(home: UpHome, up: UpProcess): Promise<StackFile> {
  const waiting = AbortSignal.timeout(90_000);
  const ended = up.ended.then((how) => Promise.reject(new Error(`up has ended (${String(how)}): ${up.output()}`)));
  const runs = untilResolved(() => (isUp(home, up) ? Promise.resolve() : Promise.reject(new Error('not yet'))), waiting);
  await Promise.race([runs, ended]);
  return stackOf(home) as StackFile;
}

function isUp(home: UpHome, up: UpProcess): boolean {
  return up.output().includes('Ctrl-C stops everything') && stackOf(home) !== undefined;
}

export function stackOf(home: Pick<UpHome, 'folder'>): StackFile | undefined {
  return readStackFile(join(home.folder, 'var'));
}

export function runInHome({ folder, env }: UpHome, command: string, args: readonly string[]): UpProcess {
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
  // All it has said comes with 'close'; but what it leaves behind may keep its output open.
  return new Promise((resolve) =>
    child.once('exit', (code, signal) => {
      const end = (): void => resolve(signal ?? code ?? 0);
      child.once('close', end);
      setTimeout(end, OUTPUT_WITHIN_MS).unref();
    }),
  );
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
