import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine, LogLines, LogQuery, ReadLogs } from './found.js';
import { firstLine, linesWith, readBackwards } from './lines-backwards.js';
import { idsOf, isAbout, parseLogLine, takeNewest } from './log-lines.js';

export type FolderLogsOptions = {
  readonly folder: string;
  /** Most bytes that are read for one question. */
  readonly mostBytes: number;
  /** Milliseconds after which nothing more is read for it. */
  readonly withinMs: number;
  /** Milliseconds of any clock that does not go back. */
  readonly clock: () => number;
};

/** `api.ndjson`, and what was laid aside of it: `api.ndjson.old`, `api.ndjson.1`, `api.ndjson-20261129`. */
const LOG_FILE = /^(api|worker|exporter)\.ndjson([.-][\w.-]+)?$/;
const COMPRESSED = /\.(gz|zst|bz2|xz)$/;

/** The lines of one process, newest first, and how many bytes were read since the last ones. */
type Found = { readonly lines: readonly LogLine[]; readonly read: number };
type Search = AsyncGenerator<Found, void, undefined>;

/**
 * Log lines from the files that processes write into one folder: from their ends backwards, all processes in turn, until
 * there are enough, or what may be read for one question was read.
 */
export function createFolderLogs({ folder, mostBytes, withinMs, clock }: FolderLogsOptions): ReadLogs {
  async function search(query: LogQuery): Promise<LogLines> {
    const processes = [...(await listFiles(folder)).values()].map((paths) => searchFiles(paths, query));
    try {
      return await searchInTurn(processes, query.limit);
    } finally {
      await Promise.all(processes.map((each) => each.return(undefined)));
    }
  }

  async function searchInTurn(processes: readonly Search[], limit: number): Promise<LogLines> {
    const until = clock() + withinMs;
    let [lines, bytes]: [LogLine[], number] = [[], 0];
    for (let open = processes.map((search) => ({ search, found: 0 })); open.length > 0; ) {
      if (bytes >= mostBytes || clock() > until) return { ...toAnswer(lines, limit), isCut: true, problem: cutSentence(bytes) };
      const steps = await Promise.all(open.map(async ({ search, found }) => ({ search, found, step: await search.next() })));
      open = steps.flatMap(({ search, found, step }) => {
        if (step.done === true) return [];
        lines = [...lines, ...step.value.lines];
        bytes += step.value.read;
        const inAll = found + step.value.lines.length;
        // More of this process would be older than what is shown.
        return inAll > limit ? [] : [{ search, found: inAll }];
      });
    }
    return toAnswer(lines, limit);
  }

  return async (query) => {
    try {
      return await search(query);
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault);
      return { source: 'folder', lines: [], isCut: true, problem: `The log files in ${folder} cannot be read (${why}): look at MINING_CONSOLE_LOGS_FOLDER.` };
    }
  };
}

function toAnswer(lines: readonly LogLine[], limit: number): LogLines {
  return { source: 'folder', ...takeNewest(lines, limit) };
}

function cutSentence(bytes: number): string {
  return `Only the newest ${Math.ceil(bytes / 1024 / 1024)} MiB of the log files were read: search the rest by grep.`;
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

async function* searchFiles(paths: readonly string[], query: LogQuery): Search {
  for (const path of paths) {
    for await (const { bytes, read } of readBackwards(path)) {
      const lines = linesWith(bytes, idsOf(query)).map(parseLogLine).filter((line) => line !== undefined);
      yield { lines: lines.filter((line) => isAbout(line, query) && line.at >= (query.since ?? 0)), read };
      if ((parseLogLine(firstLine(bytes))?.at ?? Infinity) < (query.since ?? 0)) return;
    }
  }
}
