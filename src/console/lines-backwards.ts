import { open, type FileHandle } from 'node:fs/promises';
import { parseLogLine } from './log-lines.js';

const CHUNK_BYTES = 512 * 1024;
/** A line of ours is far shorter; what is longer is left out. */
const LONGEST_LINE = 1024 * 1024;
/** Enough to hold a whole line, mostly. */
const PROBE_BYTES = 16 * 1024;
const LINE_FEED = 10;

/** Whole lines of a file, with how many bytes were read for them. */
export type LineChunk = { readonly bytes: Buffer; readonly read: number };

/**
 * The lines of a file from its end to its beginning, chunk by chunk; within a chunk they are in their order, each with its
 * line feed. What is appended meanwhile is not read; a file that is moved away is read on.
 *
 * @param until lines that are newer, in milliseconds since 1970, are passed over, but for those of about a chunk
 */
export async function* readBackwards(path: string, until = Infinity): AsyncGenerator<LineChunk> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    yield* readChunks(file, until === Infinity ? size : await endOf(file, size, until));
  } finally {
    await file.close();
  }
}

/** Where lines that are newer begin, or a little later: found by halves, since lines are in the order of their times. */
async function endOf(file: FileHandle, size: number, until: number): Promise<number> {
  let [known, end] = [0, size];
  while (end - known > CHUNK_BYTES) {
    const middle = known + Math.floor((end - known) / 2);
    const line = await lineAfter(file, middle);
    if (line && line.at > until && line.start < end) end = line.start;
    else known = middle;
  }
  return end;
}

/** The first whole line after a place; undefined where none is near, or it is none of ours. */
async function lineAfter(file: FileHandle, place: number): Promise<{ readonly start: number; readonly at: number } | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(PROBE_BYTES), 0, PROBE_BYTES, place);
  const bytes = buffer.subarray(0, bytesRead);
  const start = bytes.indexOf(LINE_FEED) + 1;
  const end = bytes.indexOf(LINE_FEED, start);
  const line = start > 0 && end > 0 ? parseLogLine(bytes.toString('utf8', start, end)) : undefined;
  return line && { start: place + start, at: line.at };
}

async function* readChunks(file: FileHandle, size: number): AsyncGenerator<LineChunk> {
  // The beginning of a chunk belongs to a line whose rest is in the one that was read before.
  let rest: Buffer = Buffer.alloc(0);
  for (let end = size; end > 0; end -= CHUNK_BYTES) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(end - start), 0, end - start, start);
    const bytes = Buffer.concat([buffer.subarray(0, bytesRead), rest]);
    const firstLine = start === 0 ? 0 : bytes.indexOf(LINE_FEED) + 1;
    const isInOneLine = start > 0 && firstLine === 0;
    rest = isInOneLine ? bytes : bytes.subarray(0, firstLine);
    if (rest.length > LONGEST_LINE) rest = Buffer.alloc(0);
    yield { bytes: isInOneLine ? bytes.subarray(0, 0) : bytes.subarray(firstLine), read: bytesRead };
  }
}

/** The lines that hold one of the texts, newest first. */
export function linesWith(bytes: Buffer, texts: readonly string[]): string[] {
  const starts = new Map<number, string>();
  for (const text of texts) {
    for (let at = bytes.indexOf(text); at >= 0; ) {
      const start = bytes.lastIndexOf(LINE_FEED, at) + 1;
      const feed = bytes.indexOf(LINE_FEED, at);
      const end = feed < 0 ? bytes.length : feed;
      starts.set(start, bytes.toString('utf8', start, end));
      at = bytes.indexOf(text, end);
    }
  }
  return [...starts].sort(([a], [b]) => b - a).map(([, line]) => line);
}

/** The first line. */
export function firstLine(bytes: Buffer): string {
  const feed = bytes.indexOf(LINE_FEED);
  return bytes.toString('utf8', 0, feed < 0 ? bytes.length : feed);
}
