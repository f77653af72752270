import type { SendRequest } from '../telemetry/log-shipping/receiver.js';
import type { LogQuery, ReadLogs } from './found.js';
import { idsOf, isAbout, parseLogLine, takeNewest } from './log-lines.js';
import { ANSWER_WITHIN_MS, askLogStore } from './log-store.js';

export type LokiLogsOptions = {
  /** Of `/loki/api/v1/query_range`. */
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** A line, and its time in nanoseconds. */
export type Entry = readonly [time: string, text: string];
type Stream = { readonly values?: readonly Entry[] };
type RangeAnswer = { readonly data?: { readonly result?: readonly Stream[] } };

const DAY_MS = 24 * 3600_000;
/** Loki takes no lines that are older, unless it is told to. */
const LOOKED_BACK_MS = 7 * DAY_MS;
/** Loki refuses questions about a longer time, unless it is told not to. */
const LONGEST_RANGE_MS = 30 * DAY_MS;

/** Log lines from Grafana Loki, by the labels that the processes ship them with: `job` and `level`, all else in the line. */
export function createLokiLogs(send: SendRequest, { url, now }: LokiLogsOptions): ReadLogs {
  return (query) =>
    askLogStore('loki', 'MINING_LOG_LOKI_URL', ANSWER_WITHIN_MS, async (signal) => {
      const answer = await send({ method: 'GET', url: rangeUrl(url, query, now()), headers: {}, signal });
      return {
        answer,
        read: (body: RangeAnswer) => {
          const texts = (body.data?.result ?? []).flatMap(({ values = [] }) => values).sort(byTime).map(([, text]) => text);
          const lines = texts.map(parseLogLine).filter((line) => line !== undefined);
          const found = takeNewest(lines.filter((line) => isAbout(line, query)), query.limit);
          return { ...found, isCut: found.isCut || texts.length > query.limit };
        },
      };
    });
}

function rangeUrl(address: string, query: LogQuery, now: number): string {
  const url = new URL(address);
  const since = Math.min(query.since ?? now - LOOKED_BACK_MS, now);
  // Nanoseconds; the last line is of the present millisecond.
  const range = { start: `${since}000000`, end: `${Math.min(now + 1000, since + LONGEST_RANGE_MS)}000000` };
  const asked = { query: toLogQl(query), ...range, direction: 'backward', limit: String(query.limit + 1) };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

/** Ids are of letters, digits, `_` and `-`, which a regular expression takes for themselves; whatever else they held would stand in quotes. */
function toLogQl(query: LogQuery): string {
  return `{job=~"mining-click-.*"} |~ ${JSON.stringify(idsOf(query).map(escapePattern).join('|'))}`;
}

function escapePattern(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '\\$&');
}

/** Loki keeps the lines of a process in the order of their nanoseconds, which are too many for a number. */
export function byTime([a]: Entry, [b]: Entry): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
