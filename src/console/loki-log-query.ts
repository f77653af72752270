import type { SendRequest } from '../telemetry/log-shipping/receiver.js';
import { parseLogLine } from './log-lines.js';
import type { AskLogs, LogAnswer, LogQuestion } from './log-query.js';
import { askLogStore } from './log-store.js';
import { byTime, type Entry } from './loki-logs.js';
import type { QuerySeries } from './measured.js';

type Streams = { readonly resultType: 'streams'; readonly result: readonly { readonly values: readonly Entry[] }[] };
type Matrix = { readonly resultType: 'matrix'; readonly result: readonly QuerySeries[] };
type RangeAnswer = { readonly data: Streams | Matrix };

/** A question about a whole day takes longer than one about a click. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Asks Loki the panel's own expression.
 *
 * @param url of `/loki/api/v1/query_range`
 */
export function createLokiLogQuery(send: SendRequest, { url }: { readonly url: string }): AskLogs {
  return async (question) => {
    const { start, end } = question;
    const found = await askLogStore('loki', 'MINING_LOG_LOKI_URL', ANSWER_WITHIN_MS, async (signal) => ({
      answer: await send({ method: 'GET', url: rangeUrl(url, question), headers: {}, signal }),
      read: ({ data }: RangeAnswer) => (data.resultType === 'matrix' ? { series: data.result, lines: [], isCut: false, since: start } : readLines(data, question)),
    }));
    return { series: [], since: end, ...found };
  };
}

/** A line more than is shown tells whether there are more. */
function rangeUrl(address: string, { expr, start, end, stepSeconds, limit }: LogQuestion): string {
  const url = new URL(address);
  const asked = { query: expr, start: `${start}000000`, end: `${end}000000`, step: `${stepSeconds}s`, direction: 'backward', limit: String(limit + 1) };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

function readLines({ result }: Streams, { start, limit }: LogQuestion): Omit<LogAnswer, 'source'> {
  const newestFirst = result.flatMap(({ values }) => values).sort(byTime).reverse();
  const lines = newestFirst.slice(0, limit).flatMap(([, text]) => parseLogLine(text) ?? []);
  const isCut = newestFirst.length > limit;
  return { series: [], lines, isCut, since: isCut ? (lines.at(-1)?.at ?? start) : start };
}
