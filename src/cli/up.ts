import { resolve } from 'node:path';
import { Command } from 'commander';
import { runUp } from './up/run-up.js';

/** `up`: everything on this machine. */
export function createUpCommand(): Command {
  return new Command('up')
    .description('run everything on this machine: Redis, MongoDB, Prometheus, Alertmanager, API and worker')
    .option('--demo', 'add gentle traffic, so that graphs move', false)
    .action(async ({ demo }: { demo: boolean }) => {
      ignoreBrokenPipes();
      await runUp({ env: process.env, folder: resolve('var'), demo, say: (line) => console.log(line) });
      // A download that nobody waits for any more must not keep the terminal.
      process.exit();
    });
}

/** Whoever read our output may be gone (`npm start | head`, a killed npm); the stack is stopped in order all the same. */
function ignoreBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
