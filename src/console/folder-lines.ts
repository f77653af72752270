import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstLine, readBackwards, type LineChunk } from './lines-backwards.js';
import { parseLogLine } from './log-lines.js';

export type FolderOptions = {
  readonly folder: string;
  /** Most bytes that are read for one question. */
  readonly mostBytes: number;
  /** Milliseconds after which nothing more is read for it. */
  readonly withinMs: number;
  /** Milliseconds of any clock that does not go back. */
  readonly clock: () => number;
};

export type Look = {
  /** Nothing older is wanted. */
  readonly since: number;
  /** Nor anything newer; a little of it may be read nevertheless. */
  readonly until: number;
  /** Gets the lines, chunk by chunk: of one process the newest first, within a chunk in their order. */
  readonly take: (lines: Buffer) => void;
  /** Whether that is all that is wanted, when whatever was written from `since` on was taken. */
  readonly isEnough: (since: number) => boolean;
};

/** From `since` on every line was taken. `isCut`: as there was no more to be read for one question. */
export type Looked = { readonly since: number; readonly bytes: number; readonly isCut: boolean };

/** `api.ndjson`, and what was laid aside of it: `api.ndjson.old`, `api.ndjson.1`, `api.ndjson-20261129`. */
const LOG_FILE = /^(api|worker|exporter)\.ndjson([.-][\w.-]+)?$/;
const COMPRESSED = /\.(gz|zst|bz2|xz)$/;

/**
 * Reads the files that processes write into one folder, from their ends backwards. Of all processes it is the turn of the one
 * that was read back the least, so that they reach back alike, and a chunk at a time, between which others have theirs.
 */
export async function lookThroughFolder({ folder, mostBytes, withinMs, clock }: FolderOptions, look: Look): Promise<Looked> {
  const stopAt = clock() + withinMs;
  const all = [...(await listFiles(folder)).values()].map((paths) => ({ chunks: readChunks(paths, look), since: look.until }));
  let bytes = 0;
  try {
    for (let open = all; open.length > 0; ) {
      const next = open.reduce((one, other) => (other.since > one.since ? other : one));
      if (look.isEnough(next.since)) return { since: next.since, bytes, isCut: false };
      if (bytes >= mostBytes || clock() > stopAt) return { since: next.since, bytes, isCut: true };
      const step = await next.chunks.next();
      if (step.done === true) {
        open = open.filter((one) => one !== next);
        continue;
      }
      look.take(step.value.bytes);
      bytes += step.value.read;
      next.since = step.value.since;
    }
    return { since: look.since, bytes, isCut: false };
  } finally {
    await Promise.all(all.map(({ chunks }) => chunks.return(undefined)));
  }
}

export const inMebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;

export function folderProblem(folder: string, fault: unknown): string {
  return `The log files in ${folder} cannot be read (${fault instanceof Error ? fault.message : String(fault)}): look at MINING_CONSOLE_LOGS_FOLDER.`;
}

/** The files of each process, newest first. */
async function listFiles(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = (await readdir(folder)).filter((name) => LOG_FILE.test(name) && !COMPRESSED.test(name));
  const files = await Promise.all(names.map(async (name) => ({ path: join(folder, name), name, changed: (await stat(join(folder, name))).mtimeMs })));
  const byProcess = new Map<string, string[]>();
  for (const { path, name } of files.sort((a, b) => b.changed - a.changed)) {
    const [, process = ''] = LOG_FILE.exec(name) ?? [];
    byProcess.set(process, [...(byProcess.get(process) ?? []), path]);
  }
  return byProcess;
}

type Chunks = AsyncGenerator<LineChunk & { readonly since: number }, void, undefined>;

/** The chunks of a process, and since when each has its lines. */
async function* readChunks(paths: readonly string[], { since: wanted, until }: Look): Chunks {
  let since = until;
  for (const path of paths) {
    for await (const chunk of readBackwards(path, until)) {
      since = Math.min(since, parseLogLine(firstLine(chunk.bytes))?.at ?? since);
      yield { ...chunk, since };
      if (since < wanted) return;
    }
  }
}
