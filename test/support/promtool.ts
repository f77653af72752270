import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';

/** Runs the promtool that came with Prometheus. Rejects, with its output, when its exit code is not 0. */
export function runPromtool(folder: string, ...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(join(dirname(inject('programs').prometheus), 'promtool'), [...args], { cwd: folder });
}
