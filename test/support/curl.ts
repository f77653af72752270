import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../src/embedded/parts/find-program.js';

export type CurlAnswer = { readonly status: number; readonly body: Record<string, unknown> };

// For a machine without curl: so much of it as the printed lines use. The shell's part of the line is real either way.
const STAND_IN = `#!${process.execPath}
const args = process.argv.slice(2);
const headers = args.flatMap((arg, at) => (args[at - 1] === '-H' ? [arg.split(/: (.*)/s).slice(0, 2)] : []));
const method = args.includes('-X') ? args[args.indexOf('-X') + 1] : 'GET';
fetch(args.at(-1), { method, headers }).then(async (answer) => {
  if (args.includes('-i')) process.stdout.write('HTTP/1.1 ' + answer.status + '\\r\\n\\r\\n');
  process.stdout.write(await answer.text());
});
`;

/** Runs a line that begins with `curl -i` as if it were pasted into a shell. */
export async function pasteIntoShell(line: string, folder: string): Promise<CurlAnswer> {
  const stdout = await runInShell(line, { folder, cwd: folder });
  const [head = '', body = ''] = stdout.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(body) as Record<string, unknown> };
}

/** Runs lines in a shell that has a curl; gives what they print. */
export async function runInShell(lines: string, { folder, cwd, env = {} }: { folder: string; cwd: string; env?: NodeJS.ProcessEnv }): Promise<string> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', lines], { env: { ...process.env, ...env, PATH: pathWithCurl(folder) }, cwd });
  return stdout;
}

/** Where programs are looked for, with a curl in any case. */
export function pathWithCurl(folder: string): string {
  const path = process.env['PATH'] ?? '';
  if (findProgram(['curl'], path) !== undefined) return path;
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'curl'), STAND_IN, { mode: 0o755 });
  return `${path}:${bin}`;
}
