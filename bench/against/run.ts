import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const LAST_LINES = 20;

/**
 * Runs a program and gives what it printed.
 *
 * @throws Error with its last words when it fails.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly signal?: AbortSignal },
): Promise<string> {
  try {
    const { stdout } = await execute(command, args, { ...options, maxBuffer: 16 * 1024 * 1024 });
    return stdout.trim();
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    const lastWords = `${stdout}${stderr}`.trim().split('\n').slice(-LAST_LINES).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed: ${lastWords || message}`, { cause: error });
  }
}
