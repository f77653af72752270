/** A document that was found, with the index that it is in. */
export type Found = { readonly index: string; readonly id: string; readonly line: Readonly<Record<string, unknown>> };

type Hit = { readonly _index: string; readonly _id: string; readonly _source: Record<string, unknown>; readonly sort: readonly unknown[] };
type SearchAnswer = { readonly hits: { readonly hits: readonly Hit[] } };

const PAGE = 5_000;

/** What a person reads back from Elasticsearch, by its own API. */
export function createElasticsearchReader(url: string) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path} answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** All documents that the query finds in the indices of `pattern`, the oldest first. */
  async function search(query: object = { match_all: {} }, pattern = 'mining-click-*'): Promise<Found[]> {
    // What was taken is found once it was made visible, which happens once a second by itself.
    await call('POST', `/${pattern}/_refresh`);
    const found: Found[] = [];
    const sort = [{ '@timestamp': 'asc' }, { sequence: { order: 'asc', unmapped_type: 'long' } }];
    for (let after: readonly unknown[] | undefined; ; ) {
      const { hits } = await call<SearchAnswer>('POST', `/${pattern}/_search`, { query, sort, size: PAGE, ...(after && { search_after: after }) });
      found.push(...hits.hits.map(({ _index, _id, _source }) => ({ index: _index, id: _id, line: _source })));
      after = hits.hits.at(-1)?.sort;
      if (after === undefined || hits.hits.length < PAGE) return found;
    }
  }

  return {
    search,
    ask: <T>(path: string): Promise<T> => call<T>('GET', path),
    put: (path: string, body: unknown): Promise<unknown> => call('PUT', path, body),
    /** Removes what is at the path, if anything is. */
    remove: async (path: string): Promise<void> => void (await fetch(`${url}${path}`, { method: 'DELETE' })),
    indices: async (): Promise<string[]> => Object.keys(await call<object>('GET', '/mining-click-*/_mapping')),
  };
}
