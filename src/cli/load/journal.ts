import { type FileHandle, open } from 'node:fs/promises';
import type { JournalLine } from './journal-line.js';

/** An append-only file of what was sent and answered. */
export type Journal = {
  /** Takes a line; it is in the file within about a twentieth of a second. Never waits. */
  write(line: JournalLine): void;
  /** Writes what is left and makes it durable. Rejects when any line could not be written. */
  close(): Promise<void>;
};

const WRITE_EVERY_MS = 50;

/**
 * Opens a journal for appending.
 *
 * Lines are written many at a time, each write ending with a whole line, so the loop that sends clicks never waits for
 * the disk. A load that is killed leaves whole lines, but for one that the kernel itself may cut at the end; the next
 * run begins on a new line, and the reader knows.
 *
 * @param onFault called once when the file cannot be written: what is sent from then on cannot be audited.
 */
export async function openJournal(path: string, onFault: (error: Error) => void): Promise<Journal> {
  const file = await open(path, 'a+');
  const buffer: string[] = (await endsInMidLine(file)) ? ['\n'] : [];
  let fault: Error | undefined;
  let writing = Promise.resolve();

  const flush = (): void => {
    if (buffer.length === 0 || fault) return;
    const text = buffer.splice(0).join('');
    writing = writing.then(() => file.appendFile(text)).catch((error: Error) => {
      if (!fault) onFault(error);
      fault ??= error;
    });
  };
  const timer = setInterval(flush, WRITE_EVERY_MS);

  return {
    write: (line) => void buffer.push(`${JSON.stringify(line)}\n`),
    async close() {
      clearInterval(timer);
      flush();
      await writing;
      if (!fault) await file.datasync();
      await file.close();
      if (fault) throw fault;
    },
  };
}

async function endsInMidLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== '\n';
}
