import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Surroundings } from './part.js';

/** This machine, as the person at its terminal (if there is one) would have it. */
export function describeSurroundings(env: NodeJS.ProcessEnv, say: (line: string) => void): Surroundings {
  const root = process.getuid?.() === 0;
  return {
    platform: process.platform,
    arch: process.arch,
    env,
    cacheFolder: join(userCacheFolder(env), 'mining-clicks'),
    root,
    unattended: root || env['CI'] === 'true',
    say,
    ...(process.stdin.isTTY && process.stdout.isTTY ? { ask: askOnTerminal } : {}),
  };
}

function userCacheFolder(env: NodeJS.ProcessEnv): string {
  const named = env['XDG_CACHE_HOME'];
  if (named !== undefined && named !== '') return named;
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

async function askOnTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
