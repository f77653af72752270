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

/**
 * A file to append to, its folder made if need be; standard output without a name. A file that somebody moves or removes
 * (rotation, a cleaned folder) is made anew before the next write.
 *
 * @throws when the file cannot be opened.
 */
export function openLogTarget(file?: string): LogTarget {
  if (file === undefined) {
    return { write: (bytes) => writeSome(STANDARD_OUTPUT, bytes), close: () => Promise.resolve() };
  }
  mkdirSync(dirname(file), { recursive: true });
  let descriptor = openSync(file, 'a');
  return {
    write: async (bytes) => {
      if (await isMoved(file, descriptor)) {
        const old = descriptor;
        await makeFolder(dirname(file), { recursive: true });
        descriptor = await openPath(file, 'a');
        await closeDescriptor(old);
      }
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
