import { close, fstat, mkdir, mkdirSync, open, openSync, stat, write } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const closeDescriptor = promisify(close);
const makeFolder = promisify(mkdir);
const openPath = promisify(open);
const statDescriptor = promisify(fstat);
const statPath = promisify(stat);
const writeDescriptor = promisify(write);

export type LogTarget = {
  /** Appends some or all of the bytes; gives how many. */
  write(bytes: Uint8Array): Promise<number>;
  close(): Promise<void>;
};

const STANDARD_OUTPUT = 1;

/** Milliseconds between two looks whether the file is still there: a look before each write costs as much as the lines. */
const LOOK_EVERY_MS = 250;

/**
 * A file to append to, its folder made if need be; standard output without a name. A file that somebody moves or removes
 * (rotation, a cleaned folder) is made anew; what was written in the quarter of a second before that went with it.
 *
 * @param lookEveryMs 0 looks before each write.
 * @throws when the file cannot be opened.
 */
export function openLogTarget(file?: string, lookEveryMs = LOOK_EVERY_MS): LogTarget {
  return file === undefined ? standardOutput() : followedFile(file, lookEveryMs);
}

function standardOutput(): LogTarget {
  return { write: (bytes) => writeSome(STANDARD_OUTPUT, bytes), close: () => Promise.resolve() };
}

function followedFile(file: string, lookEveryMs: number): LogTarget {
  mkdirSync(dirname(file), { recursive: true });
  let descriptor = openSync(file, 'a');
  let lookedAt = performance.now();

  async function followFile(): Promise<void> {
    if (performance.now() - lookedAt < lookEveryMs) return;
    if (await isMoved(file, descriptor)) {
      const old = descriptor;
      await makeFolder(dirname(file), { recursive: true });
      descriptor = await openPath(file, 'a');
      await closeDescriptor(old);
    }
    // Only now: a folder that could not be made is tried again at the next write.
    lookedAt = performance.now();
  }

  return {
    write: async (bytes) => {
      await followFile();
      return writeSome(descriptor, bytes);
    },
    close: () => closeDescriptor(descriptor),
  };
}

async function isMoved(file: string, descriptor: number): Promise<boolean> {
  const [own, there] = await Promise.all([statDescriptor(descriptor), statPath(file).catch(() => undefined)]);
  return there?.ino !== own.ino || there.dev !== own.dev;
}

async function writeSome(descriptor: number, bytes: Uint8Array): Promise<number> {
  const { bytesWritten } = await writeDescriptor(descriptor, bytes);
  return bytesWritten;
}
