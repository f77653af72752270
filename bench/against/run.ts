import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

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
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`${command} ${args.join(' ')} failed: ${stderr?.trim() || message}`, { cause: error });
  }
}
