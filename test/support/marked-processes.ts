import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** The name of the environment variable by which a test finds every process that came of what it started. */
export const MARK = 'CLICKS_TEST_MARK';

/** All running processes that have this mark, as "pid command". */
export function markedProcesses(mark: string): string[] {
  return process.platform === 'linux' ? fromProc(mark) : fromPs(mark);
}

function fromProc(mark: string): string[] {
  const wanted = `${MARK}=${mark}\0`;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => read(`/proc/${pid}/environ`).includes(wanted))
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
}

// A process may end between being listed and being read.
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function fromPs(mark: string): string[] {
  const lines = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(`${MARK}=${mark}`)).map((line) => line.trim());
}
