import { DATA_SOURCES } from '../config.js';
import type { LogStore } from '../config.js';
import type { Labels } from './labels.js';
import type { LogQuery } from './log-query.js';
import { toLogql } from './print-logql.js';
import { toLucene } from './print-lucene.js';

/** Milliseconds since 1970 or what Grafana takes instead, templates included. */
export type TimeRange = { readonly from: string; readonly to: string };

/** What one query of Explore must have for the store's data source, by its fixed uid. */
function queryFor(store: LogStore, query: LogQuery, labels: Labels): object {
  const datasource = { type: store, uid: DATA_SOURCES[store] };
  if (store === 'loki') return { refId: 'A', datasource, expr: toLogql(query, labels), queryType: 'range', editorMode: 'code' };
  const metrics = [{ id: '1', type: 'logs', settings: { limit: '500' } }];
  return { refId: 'A', datasource, query: toLucene(query, labels), metrics, bucketAggs: [], timeField: '@timestamp' };
}

/**
 * Opens Grafana's Explore (10 or newer) with the lines that the query asks for.
 *
 * @param explore Explore's address, such as `http://127.0.0.1:3000/explore`
 */
export function exploreLink(explore: string, store: LogStore, query: LogQuery, labels: Labels, { from, to }: TimeRange): string {
  const panes = { logs: { datasource: DATA_SOURCES[store], queries: [queryFor(store, query, labels)], range: { from, to } } };
  return `${explore}?schemaVersion=1&panes=${encodeAroundTemplates(JSON.stringify(panes))}`;
}

/** Prometheus puts values in place of `{{ ... }}`: only what stands around them is encoded here. */
const TEMPLATE = /(\{\{.*?\}\})/;

function encodeAroundTemplates(text: string): string {
  const parts = text.split(TEMPLATE);
  // In JSON, quotes inside a template were escaped.
  return parts.map((part, index) => (index % 2 === 0 ? encodeURIComponent(part) : part.replaceAll('\\"', '"'))).join('');
}
