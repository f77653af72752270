/** A document that was found, with the index that it is in. */
export type Found = { readonly index: string; readonly id: string; readonly line: Readonly<Record<string, unknown>> };

type Hit = { readonly _index: string; readonly _id: string; readonly _source: Record<string, unknown>; readonly sort: readonly unknown[] };
type SearchAnswer = { readonly hits: { readonly hits: readonly Hit[] } };

const PAGE = 5_000;

/** What a person reads back from Elasticsearch, by its own API. */
export function createElasticsearchReader(url: string) {
  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, body === undefined ? {} : request);
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** All documents that the query finds in the indices of `pattern`, the oldest first. */
  async function search(query: object = { match_all: {} }, pattern = 'mining-click-*'): Promise<Found[]> {
    // What was taken is found once it was made visible, which happens once a second by itself.
    await ask(`/${pattern}/_refresh`);
    const found: Found[] = [];
    const sort = [{ '@timestamp': 'asc' }, { sequence: { order: 'asc', unmapped_type: 'long' } }];
    for (let after: readonly unknown[] | undefined; ; ) {
      const { hits } = await ask<SearchAnswer>(`/${pattern}/_search`, { query, sort, size: PAGE, ...(after && { search_after: after }) });
      found.push(...hits.hits.map(({ _index, _id, _source }) => ({ index: _index, id: _id, line: _source })));
      after = hits.hits.at(-1)?.sort;
      if (after === undefined || hits.hits.length < PAGE) return found;
    }
  }

  return { ask, search };
}
