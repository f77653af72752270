import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { StartFault } from '../embedded/start-fault.js';
import type { Actor } from '../ledger/audit-trail.js';

/** Who runs this command. */
export function operator(): Actor {
  return { by: userInfo().username, via: 'command' };
}

/**
 * Asks before something is done that cannot be undone. Only `yes` is one.
 *
 * @param agreed whether that was said beforehand (`--yes`).
 * @throws StartFault where there is nobody to ask.
 */
export async function confirm(what: string, agreed: boolean): Promise<boolean> {
  if (agreed) return true;
  if (!process.stdin.isTTY) throw new StartFault('There is no terminal to ask at: look with --dry-run, then add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${what}\nGo on? Type yes: `)).trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}

/** Runs what may take long; the first SIGINT or SIGTERM asks it to stop after the step it is in, the second ends it at once. */
export async function stopOnSignal<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run(stopped.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
