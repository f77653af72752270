import { folderProblem, inMebibytes, lookThroughFolder, type FolderOptions } from './folder-lines.js';
import type { LogLine, LogLines, LogQuery, ReadLogs } from './found.js';
import { linesWith } from './lines-backwards.js';
import { idsOf, isAbout, parseLogLine, takeNewest } from './log-lines.js';

/** Log lines about single clicks, from the files that processes write into one folder: the newest, as far as may be read. */
export function createFolderLogs(options: FolderOptions): ReadLogs {
  async function search(query: LogQuery): Promise<LogLines> {
    const { since = 0, limit } = query;
    const lines: LogLine[] = [];
    const { bytes, isCut } = await lookThroughFolder(options, {
      since,
      until: Infinity,
      take: (chunk) => {
        const found = linesWith(chunk, idsOf(query)).map(parseLogLine).filter((line) => line !== undefined);
        lines.push(...found.filter((line) => isAbout(line, query) && line.at >= since));
      },
      isEnough: (from) => lines.filter(({ at }) => at >= from).length > limit,
    });
    const newest = { source: 'folder' as const, ...takeNewest(lines, limit) };
    return isCut ? { ...newest, isCut, problem: `Only the newest ${inMebibytes(bytes)} of the log files were read: search the rest by grep.` } : newest;
  }

  return async (query) => {
    try {
      return await search(query);
    } catch (fault) {
      return { source: 'folder', lines: [], isCut: true, problem: folderProblem(options.folder, fault) };
    }
  };
}
