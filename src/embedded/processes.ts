import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/** What tells a process from a later one with the same number; undefined when there is no such process. */
export function processStart(pid: number): string | undefined {
  return process.platform === 'linux' ? statFields(pid)?.[19] : askPs(pid, 'lstart=');
}

/** Whether a process runs; one that has ended and was not yet cleared away by its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (fault) {
    // EPERM: it is there, but belongs to somebody else.
    if ((fault as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = stateOf(pid);
  return state !== undefined && !/^[ZX]/.test(state);
}

/** Whether a process is stopped by SIGSTOP until it gets SIGCONT. */
export function isFrozen(pid: number): boolean {
  return stateOf(pid)?.startsWith('T') === true;
}

function stateOf(pid: number): string | undefined {
  return process.platform === 'linux' ? statFields(pid)?.[0] : askPs(pid, 'state=');
}

export function parentOf(pid: number): number | undefined {
  const parent = process.platform === 'linux' ? statFields(pid)?.[1] : askPs(pid, 'ppid=');
  return parent === undefined ? undefined : Number(parent);
}

/** The program's name without its folder. */
export function programOf(pid: number): string | undefined {
  const name = process.platform === 'linux' ? readProc(pid, 'comm') : askPs(pid, 'comm=');
  return name?.trim().split('/').at(-1);
}

// From the state on: what stands before is the name in parentheses, which may hold anything.
function statFields(pid: number): string[] | undefined {
  const stat = readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

function askPs(pid: number, column: string): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' });
  const answer = (stdout ?? '').trim();
  return answer === '' ? undefined : answer;
}
