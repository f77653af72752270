import { NO_LOGS } from './log-lines.js';
import type { FoundLogs, QuerySeries, TimeRange } from './measured.js';

/** What a panel of a dashboard asks of the log lines, its variables put in. */
export type LogQuestion = TimeRange & {
  /** LogQL. */
  readonly expr: string;
  /** Of a query that counts: seconds from one count to the next, of which the first is at `start`. */
  readonly stepSeconds: number;
  /** Of one that asks for lines: the newest so many. */
  readonly limit: number;
};

/** `series`: what was counted, of a query that counts; times without a line have no sample. */
export type LogAnswer = FoundLogs & { readonly series: readonly QuerySeries[] };

/** Never rejects: what stands in the way is the `problem`. */
export type AskLogs = (question: LogQuestion) => Promise<LogAnswer>;

/** Lines that are given at most where a panel does not say how many, as Grafana's data source does. */
export const STANDARD_LIMIT = 1000;

/** Why there is nothing. */
export function noAnswer(source: FoundLogs['source'], { end }: TimeRange, problem: string): LogAnswer {
  return { source, lines: [], series: [], isCut: false, since: end, problem };
}

/** @param rest what is not known of it */
export function unknownQuery(source: string, rest: string): string {
  return `The console cannot ask ${source} what "${rest.slice(0, 100)}" finds: send log lines to Loki, and set MINING_LOG_LOKI_URL and neither folder nor Elasticsearch.`;
}

/** What is answered where nothing says where log lines are. */
export const askNoLogs: AskLogs = (question) => Promise.resolve(noAnswer('none', question, NO_LOGS));
