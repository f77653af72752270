import { spawn } from 'node:child_process';

export type RunResult = {
  /** -1 when it could not be started or was killed. */
  readonly code: number;
  readonly output: string;
};

export type RunOptions = {
  /** This process's own environment when absent. */
  readonly env?: NodeJS.ProcessEnv;
  /** Lets the program read from and write to the terminal; `output` stays empty then. */
  readonly onTerminal?: boolean;
  readonly signal?: AbortSignal;
};

/** Runs a program to its end. */
export function runProgram(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { env, onTerminal = false, signal } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(env && { env }),
      stdio: onTerminal ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString('utf8'));
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (fault) => resolve({ code: -1, output: `${output}${fault.message}` }));
    child.once('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/** The last line with something in it, which is where programs say what went wrong. */
export function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? '';
}
