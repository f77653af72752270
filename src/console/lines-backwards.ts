import { open, type FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 512 * 1024;
/** A line of ours is far shorter; what is longer is left out. */
const LONGEST_LINE = 1024 * 1024;
const LINE_FEED = 10;

/** Whole lines of a file, with how many bytes were read for them. */
export type LineChunk = { readonly bytes: Buffer; readonly read: number };

/**
 * The lines of a file from its end to its beginning, chunk by chunk; within a chunk they are in their order, each with its
 * line feed. What is appended meanwhile is not read; a file that is moved away is read on.
 */
export async function* readBackwards(path: string): AsyncGenerator<LineChunk> {
  const file = await open(path, 'r');
  try {
    yield* readChunks(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
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
