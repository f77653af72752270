import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerSpec } from '../../src/embedded/server.js';

const PROGRAM = fileURLToPath(new URL('receiver-program.js', import.meta.url));

/** What log lines or spans are sent to; a process of its own, so that it costs the contenders nothing. */
export function receiver(port: number, delayMs: number, folder: string): ServerSpec {
  return {
    name: `receiver on port ${port}`,
    command: process.execPath,
    args: [PROGRAM, String(port), String(delayMs)],
    logFile: join(folder, `receiver-${port}.out`),
    stopWithinMs: 2000,
    startWithinMs: 10_000,
    probe: async (signal) => void (await fetch(`http://127.0.0.1:${port}/`, { signal })),
  };
}
