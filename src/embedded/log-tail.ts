import { closeSync, openSync, readSync, statSync } from 'node:fs';

const TAIL_BYTES = 16_384;

export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines with something in them that were written after position `from`, the oldest first. */
export function readLastLines(file: string, from: number): string[] {
  const size = logSize(file);
  const start = Math.max(from, size - TAIL_BYTES);
  if (size <= start) return [];
  const buffer = Buffer.alloc(size - start);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, buffer, 0, buffer.length, start);
  } finally {
    closeSync(handle);
  }
  const lines = buffer.toString('utf8').split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}
