import { setTimeout as delay } from 'node:timers/promises';
import { withDeadline } from '../redis/deadline.js';
import { createLineChunks } from './line-chunks.js';
import type { LogTarget } from './log-target.js';

export type LineWriterOptions = {
  /** Most bytes that wait to be written; lines on top of that are left out. */
  readonly maxWaiting: number;
  /** Milliseconds that lines wait for others, to be written together. */
  readonly gatherMs: number;
  /** Milliseconds until a write that failed is tried again. */
  readonly retryMs: number;
  /** Told how many lines were left out, once there is room again. */
  readonly onLeftOut: (lines: number) => void;
};

export type LineWriter = {
  /** Takes a line, which ends in a line feed. Never waits, never throws. */
  write(line: string): void;
  /** Writes what waits, for `withinMs` at most, and closes the target; later lines are ignored. */
  close(withinMs: number): Promise<void>;
};

/**
 * Appends lines without blocking the event loop: on a slow disk or a full pipe they wait, then fall away, counted. A
 * process that is killed loses the lines of its last `gatherMs`.
 */
export function createLineWriter(target: LogTarget, options: LineWriterOptions): LineWriter {
  const closing = new AbortController();
  const chunks = createLineChunks();
  let leftOut = 0;
  let isClosed = false;
  let current: Promise<void> | undefined;

  const pause = (milliseconds: number) => delay(milliseconds, undefined, { signal: closing.signal }).catch(() => undefined);

  async function run(): Promise<void> {
    while (chunks.bytes() > 0) {
      await pause(options.gatherMs);
      try {
        await writeWaiting();
      } catch {
        // The lines wait on: the disk may have room, or the reader be back, the next time.
        if (closing.signal.aborted) break;
        await pause(options.retryMs);
      }
    }
    current = undefined;
  }

  async function writeWaiting(): Promise<void> {
    // What comes in the meantime gathers for the next time.
    for (let left = chunks.bytes(); left > 0; ) {
      const bytes = await target.write(chunks.first());
      chunks.remove(bytes);
      left -= bytes;
    }
    const lines = leftOut;
    leftOut = 0;
    if (lines > 0) options.onLeftOut(lines);
  }

  return {
    write(line) {
      if (isClosed) return;
      if (chunks.bytes() + line.length > options.maxWaiting) {
        leftOut += 1;
        return;
      }
      chunks.add(line);
      current ??= run();
    },
    async close(withinMs) {
      closing.abort();
      await withDeadline(current ?? Promise.resolve(), withinMs).catch(() => undefined);
      isClosed = true;
      // A write that is stuck still has the descriptor, which must not come to mean another file.
      if (chunks.bytes() === 0) await target.close();
    },
  };
}
