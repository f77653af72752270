import type { SendRequest } from '../telemetry/log-shipping/receiver.js';
import type { LogQuery, ReadLogs } from './found.js';
import { isAbout, takeNewest, toLogLine } from './log-lines.js';
import { ANSWER_WITHIN_MS, askLogStore } from './log-store.js';

type Document = Readonly<Record<string, unknown>>;
export type SearchAnswer = { readonly hits?: { readonly hits?: readonly { readonly _source: Document }[] } };

export const NEWEST_FIRST = [{ '@timestamp': 'desc' }, { sequence: { order: 'desc', unmapped_type: 'long' } }];

/**
 * Log lines from Elasticsearch, where they lie in the index of their day. What is looked for is sent as whole terms, never
 * as a part of a query's text.
 *
 * @param url of `/mining-click-*\/_search`
 */
export function createElasticsearchLogs(send: SendRequest, { url }: { readonly url: string }): ReadLogs {
  return (query) =>
    askLogStore('elasticsearch', 'MINING_LOG_ELASTICSEARCH_URL', ANSWER_WITHIN_MS, async (signal) => {
      const body = JSON.stringify({ size: query.limit + 1, sort: NEWEST_FIRST, query: toSearch(query) });
      const answer = await send({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body, signal });
      return {
        answer,
        read: ({ hits }: SearchAnswer) => {
          const documents = (hits?.hits ?? []).map(({ _source }) => _source).reverse();
          return takeNewest(documents.map(toWrittenLine).filter((line) => isAbout(line, query)), query.limit);
        },
      };
    });
}

function toSearch({ clickId, traceId, batchId, since }: LogQuery): object {
  const terms = { clickId, clickIds: clickId, traceId, traceIds: traceId, batchId, jobId: batchId && `b-${batchId}` };
  const given = Object.entries(terms).filter(([, value]) => value !== undefined);
  const should = [...given.map(([field, value]) => ({ term: { [field]: value } })), ...(batchId === undefined ? [] : [{ prefix: { jobId: `r-${batchId}-` } }])];
  const filter = since === undefined ? [] : [{ range: { '@timestamp': { gte: new Date(since).toISOString() } } }];
  return { bool: { should, minimum_should_match: 1, filter } };
}

/** Without what the transport added to it. */
export function toWrittenLine(document: Document) {
  return toLogLine(Object.fromEntries(Object.entries(document).filter(([name]) => name !== '@timestamp' && name !== 'sequence')));
}
