import { readFile, readdir, readlink } from 'node:fs/promises';
import { runProgram } from './parts/run-program.js';

const LISTENING = '0A';
const LONGEST_COMMAND = 120;

/** Who listens on a TCP port of this machine, as "pid 123 (redis-server *:6379)"; undefined when that cannot be told. */
export async function findPortOwner(port: number): Promise<string | undefined> {
  const onLinux = process.platform === 'linux';
  const pid = onLinux ? await ownerFromProc(port) : await ownerFromLsof(port);
  if (pid === undefined) return undefined;
  const command = onLinux ? await commandFromProc(pid) : (await runProgram('ps', ['-o', 'args=', '-p', pid])).output;
  return `pid ${pid} (${command.trim().slice(0, LONGEST_COMMAND)})`;
}

async function ownerFromLsof(port: number): Promise<string | undefined> {
  const { code, output } = await runProgram('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN']);
  return code === 0 ? output.split('\n')[0] : undefined;
}

async function commandFromProc(pid: string): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.replaceAll('\0', ' ');
}

/** The system lists which socket listens on a port, and each process which sockets it has open. */
async function ownerFromProc(port: number): Promise<string | undefined> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')));
  const sockets = tables.flatMap((table) => table.split('\n').slice(1)).flatMap((line) => listeningSocket(line, port));
  const names = new Set(sockets.map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await hasOpen(pid, names)) return pid;
  }
  return undefined;
}

function listeningSocket(line: string, port: number): string[] {
  const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
  const isIt = state === LISTENING && Number.parseInt(local.split(':')[1] ?? '', 16) === port;
  return isIt ? [inode] : [];
}

async function hasOpen(pid: string, names: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // A process of another user does not show what it has open.
  const handles = await readdir(folder).catch(() => []);
  const targets = await Promise.all(handles.map((handle) => readlink(`${folder}/${handle}`).catch(() => '')));
  return targets.some((target) => names.has(target));
}
