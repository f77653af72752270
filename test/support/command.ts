import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

export type CommandSurroundings = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> };
export type CommandResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** As `startCommand`, for a `beforeAll`: whoever opens it ends it. */
export function openCommand(args: readonly string[], { cwd, env = {} }: CommandSurroundings): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH: process.env['PATH'], ...env } });
}

/** Starts the built command; it is gone when the test ends. */
export function startCommand(args: readonly string[], surroundings: CommandSurroundings): ChildProcess {
  const child = openCommand(args, surroundings);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs the built command to its end. */
export async function runCommand(args: readonly string[], surroundings: CommandSurroundings): Promise<CommandResult> {
  const child = startCommand(args, surroundings);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => (stdout += String(data)));
  child.stderr?.on('data', (data) => (stderr += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
