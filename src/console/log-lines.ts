import type { LogLine, LogQuery, ReadLogs } from './found.js';

type Fields = Readonly<Record<string, unknown>>;

/** A line as the logger writes it. */
export function toLogLine(written: Fields): LogLine {
  const { time, service, level, message, ...fields } = written;
  return { at: Date.parse(String(time)), process: String(service), level: String(level), message: String(message), fields };
}

/** A line of text as one; undefined when it is none of ours, such as a line that was cut off when its process was killed. */
export function parseLogLine(text: string): LogLine | undefined {
  try {
    const written: unknown = JSON.parse(text);
    if (typeof written !== 'object' || written === null) return undefined;
    const line = toLogLine(written as Fields);
    return Number.isNaN(line.at) ? undefined : line;
  } catch {
    return undefined;
  }
}

/** The ids of a query; a line that is about one of them has it in its text. */
export function idsOf({ clickId, traceId, batchId }: LogQuery): string[] {
  return [clickId, traceId, batchId].filter((id) => id !== undefined);
}

/** Whether a line is about what was asked for; an id may stand in its text by chance, as in what a client sent. */
export function isAbout({ fields }: LogLine, { clickId, traceId, batchId }: LogQuery): boolean {
  const has = (id: string | undefined, one: string, many?: string): boolean =>
    id !== undefined && (fields[one] === id || (many !== undefined && Array.isArray(fields[many]) && fields[many].includes(id)));
  return has(clickId, 'clickId', 'clickIds') || has(traceId, 'traceId', 'traceIds') || has(batchId, 'batchId') || isJobOf(fields['jobId'], batchId);
}

/** Tickets have the job ids `b-<batch id>` and `r-<batch id>-<generation>`. */
function isJobOf(jobId: unknown, batchId: string | undefined): boolean {
  if (typeof jobId !== 'string' || batchId === undefined) return false;
  return jobId === `b-${batchId}` || jobId.startsWith(`r-${batchId}-`);
}

/** The newest of the lines that were found, oldest first. */
export function takeNewest(lines: readonly LogLine[], limit: number): { readonly lines: readonly LogLine[]; readonly isCut: boolean } {
  const inOrder = [...lines].sort((a, b) => a.at - b.at);
  return { lines: inOrder.slice(-limit), isCut: inOrder.length > limit };
}

export const NO_LOGS =
  'Log lines are not read: set MINING_CONSOLE_LOGS_FOLDER to the folder that they are written to, or MINING_LOG_LOKI_URL or MINING_LOG_ELASTICSEARCH_URL to where they are sent.';

/** What is answered where nothing says where log lines are. */
export const readNoLogs: ReadLogs = () => Promise.resolve({ source: 'none', lines: [], isCut: false, problem: NO_LOGS });
