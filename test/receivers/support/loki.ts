export type LokiEntry = { readonly labels: Readonly<Record<string, string>>; readonly time: string; readonly line: Readonly<Record<string, unknown>> };

type Stream = { readonly stream: Record<string, string>; readonly values: readonly (readonly [time: string, text: string])[] };
type QueryAnswer = { readonly data: { readonly result: readonly Stream[] } };

const PAGE = 5_000;
const HOUR_MS = 3_600_000;

/** What a person reads back from Loki, in LogQL. */
export function createLokiReader(url: string) {
  async function ask<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const answer = await fetch(`${url}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`);
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** The entries of the last hour that the query finds, in the order of their times. */
  function search(query = '{job=~"mining-click-.*"}'): Promise<LokiEntry[]> {
    return searchBetween(query, Date.now() - HOUR_MS, Date.now() + HOUR_MS);
  }

  /** The same between two times, in milliseconds since 1970. */
  async function searchBetween(query: string, fromMs: number, toMs: number): Promise<LokiEntry[]> {
    const found: LokiEntry[] = [];
    const end = `${toMs}000000`;
    for (let start = `${fromMs}000000`; ; ) {
      const { data } = await ask<QueryAnswer>('query_range', { query, start, end, direction: 'forward', limit: String(PAGE) });
      const page = data.result.flatMap(({ stream, values }) =>
        values.map(([time, text]) => ({ labels: stream, time, line: JSON.parse(text) as Record<string, unknown> })),
      );
      found.push(...page);
      if (page.length < PAGE) return found.sort((one, other) => Number(BigInt(one.time) - BigInt(other.time)));
      start = String(page.reduce((last, { time }) => (BigInt(time) > last ? BigInt(time) : last), 0n) + 1n);
    }
  }

  return { ask, search, searchBetween };
}
