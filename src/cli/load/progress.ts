import type { Writable } from 'node:stream';
import { progressLine } from './report.js';
import type { Tally } from './tally.js';

export type Terminal = Writable & { readonly isTTY?: boolean };

const CLEAR_LINE = '\r\u001b[2K';

/**
 * Writes a progress line each second: over the one before on a terminal, below it in a file. Returns what stops it.
 */
export function showProgress(terminal: Terminal, tally: Tally): () => void {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    const line = progressLine(seconds, tally);
    terminal.write(terminal.isTTY ? `${CLEAR_LINE}${line}` : `${line}\n`);
    tally.latencies.lastSecond.reset();
  }, 1000);
  return () => {
    clearInterval(timer);
    if (terminal.isTTY && seconds > 0) terminal.write('\n');
  };
}
