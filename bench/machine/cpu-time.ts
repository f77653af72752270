import { readFileSync } from 'node:fs';

/** The kernel counts CPU time for processes in hundredths of a second (USER_HZ), on every architecture Linux runs on. */
const MICROSECONDS_A_TICK = 10_000;

/** CPU time that a process and all its threads have used, in microseconds; undefined where there is no /proc. */
export function readCpuTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may hold anything: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_A_TICK;
  } catch {
    return undefined;
  }
}

/** Memory of a process that is in RAM, in bytes; undefined where there is no /proc. */
export function readResidentMemory(pid: number): number | undefined {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return line ? Number(line[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}
