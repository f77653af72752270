import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processStart } from '../../embedded/processes.js';
import { StartFault } from '../../embedded/start-fault.js';

type Holder = {
  readonly pid: number;
  readonly started: string | undefined;
};

/**
 * Takes the folder for this process, for its data must not be used by two stacks. Returns what gives it back. A folder
 * whose holder was killed is free.
 *
 * @throws StartFault when another `up` runs in it.
 */
export function takeFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'up.json');
  const holder = readHolder(file);
  if (holder !== undefined && isRunning(holder)) throw alreadyRunning(holder.pid, folder);
  rmSync(file, { force: true });
  const mine: Holder = { pid: process.pid, started: processStart(process.pid) };
  try {
    writeFileSync(file, `${JSON.stringify(mine)}\n`, { flag: 'wx' });
  } catch {
    throw alreadyRunning(readHolder(file)?.pid, folder);
  }
  return () => rmSync(file, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, started }: Holder): boolean {
  const now = processStart(pid);
  return now !== undefined && now === started;
}

function alreadyRunning(pid: number | undefined, folder: string): StartFault {
  const who = pid === undefined ? '' : ` (pid ${pid})`;
  return new StartFault(`A stack is running already on the data in ${folder}${who}: stop it first (Ctrl-C there).`);
}
