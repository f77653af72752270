import { createLineCounts } from './count-lines.js';
import { folderProblem, inMebibytes, lookThroughFolder, type FolderOptions, type Look, type Looked } from './folder-lines.js';
import type { LogLine } from './found.js';
import { takeNewest } from './log-lines.js';
import { noAnswer, unknownQuery, type AskLogs, type LogAnswer, type LogQuestion } from './log-query.js';
import { parseLogql, type ParsedLogQuery } from './logql.js';
import { createSelect } from './select-lines.js';

/** Works out what a panel asks of Loki over the files that processes write into one folder, as far as may be read. */
export function createFolderLogQuery(options: FolderOptions): AskLogs {
  const lookThrough = (look: Look) => lookThroughFolder(options, look);
  return async (question) => {
    const parsed = parseLogql(question.expr);
    if (parsed.kind === 'unknown') return noAnswer('folder', question, unknownQuery('the log files', parsed.rest));
    try {
      return await (parsed.query.count ? countLines(lookThrough, question, parsed.query, parsed.query.count) : findLines(lookThrough, question, parsed.query));
    } catch (fault) {
      return noAnswer('folder', question, folderProblem(options.folder, fault));
    }
  };
}

type LookThrough = (look: Look) => Promise<Looked>;

/** From `start` on, and before `end`. */
async function findLines(lookThrough: LookThrough, { start, end, limit }: LogQuestion, query: ParsedLogQuery): Promise<LogAnswer> {
  const select = createSelect(query);
  const found: LogLine[] = [];
  const looked = await lookThrough({
    since: start,
    until: end,
    take: (chunk) => found.push(...linesOf(chunk).flatMap((text) => select(text) ?? []).filter(({ at }) => at >= start && at < end)),
    isEnough: (since) => found.filter(({ at }) => at >= since).length > limit,
  });
  const { lines, isCut } = takeNewest(found.filter(({ at }) => at >= looked.since), limit);
  const since = isCut ? (lines[0]?.at ?? start) : Math.max(start, looked.since);
  return { source: 'folder', series: [], lines: lines.toReversed(), isCut, since, ...cutProblem(looked) };
}

/** What lies before `start` within the length that is counted is counted too. */
async function countLines(lookThrough: LookThrough, question: LogQuestion, query: ParsedLogQuery, count: NonNullable<ParsedLogQuery['count']>): Promise<LogAnswer> {
  const [select, counts] = [createSelect(query), createLineCounts(question, count)];
  const since = question.start - count.rangeMs;
  const looked = await lookThrough({
    since,
    until: question.end,
    take: (chunk) => {
      for (const line of linesOf(chunk).flatMap((text) => select(text) ?? [])) if (line.at > since) counts.add(line);
    },
    isEnough: () => false,
  });
  return { source: 'folder', series: counts.series(looked.since), lines: [], isCut: false, since: Math.max(question.start, looked.since), ...cutProblem(looked) };
}

const linesOf = (chunk: Buffer): readonly string[] => chunk.toString('utf8').split('\n');

function cutProblem({ isCut, bytes }: Looked): Pick<LogAnswer, 'problem'> {
  return isCut ? { problem: `The time was looked through from its end backwards, for ${inMebibytes(bytes)} of log files and no further: choose a shorter or an earlier time.` } : {};
}
