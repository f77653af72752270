import type { SendRequest } from '../telemetry/log-shipping/receiver.js';
import { NEWEST_FIRST, toWrittenLine, type SearchAnswer } from './elasticsearch-logs.js';
import { noAnswer, unknownQuery, type AskLogs, type LogAnswer, type LogQuestion } from './log-query.js';
import { askLogStore } from './log-store.js';
import { createTest, parseLogql, type Matcher, type ParsedLogQuery } from './logql.js';
import type { QuerySeries } from './measured.js';

type Bucket = { readonly key: string; readonly over: { readonly buckets: readonly { readonly key: number; readonly doc_count: number }[] } };
type Answer = SearchAnswer & { readonly aggregations?: { readonly by: { readonly buckets: readonly Bucket[] } } };

/** Values of one label or field that are counted apart. */
const MOST_VALUES = 100;
const ANSWER_WITHIN_MS = 10_000;
const WHOLE_WORDS = 'Elasticsearch finds what is searched for only where it is a whole id, value or phrase.';

/**
 * Asks Elasticsearch what a panel asks of Loki, by an equivalent query. It differs in what is searched for, which lines are
 * not kept as text for: then the answer says so.
 *
 * @param url of `/mining-click-*\/_search`
 */
export function createElasticsearchLogQuery(send: SendRequest, { url }: { readonly url: string }): AskLogs {
  return async (question) => {
    const parsed = parseLogql(question.expr);
    if (parsed.kind === 'unknown') return noAnswer('elasticsearch', question, unknownQuery('Elasticsearch', parsed.rest));
    const { query } = parsed;
    const body = JSON.stringify(query.count ? toCountSearch(query, question) : toLineSearch(query, question));
    const found = await askLogStore('elasticsearch', 'MINING_LOG_ELASTICSEARCH_URL', ANSWER_WITHIN_MS, async (signal) => ({
      answer: await send({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body, signal }),
      read: (answer: Answer) => (query.count ? readCounts(answer, question, query.count.by) : readLines(answer, question, query)),
    }));
    return { series: [], since: question.end, ...found };
  };
}

function toLineSearch(query: ParsedLogQuery, { start, end, limit }: LogQuestion): object {
  return { size: limit + 1, sort: NEWEST_FIRST, query: { bool: { filter: [time({ gte: start, lt: end }), ...toFilters(query)] } } };
}

/** A bucket holds what is newer than its beginning, and what is as old as its end: so many milliseconds before each time. */
function toCountSearch(query: ParsedLogQuery, { start, end, stepSeconds }: LogQuestion): object {
  const stepMs = stepSeconds * 1000;
  const over = { date_histogram: { field: '@timestamp', fixed_interval: `${stepMs}ms`, offset: `${(start + 1) % stepMs}ms`, min_doc_count: 1 } };
  const by = { terms: { field: query.count?.by, size: MOST_VALUES, order: { _key: 'asc' } }, aggs: { over } };
  return { size: 0, query: { bool: { filter: [time({ gt: start - stepMs, lte: end }), ...toFilters(query)] } }, aggs: { by } };
}

const time = (range: Readonly<Record<string, number>>) => ({ range: { '@timestamp': { ...range, format: 'epoch_millis' } } });

function toFilters({ labels, fields, contains }: ParsedLogQuery): readonly object[] {
  const texts = contains.filter((text) => text !== '').map((text) => ({ multi_match: { query: text, type: 'phrase', lenient: true } }));
  return [...[...labels, ...fields].map(toFilter), ...texts];
}

/** What is missing is the empty text, which some conditions allow. */
function toFilter(matcher: Matcher): object {
  const field = matcher.name === 'job' ? 'service' : matcher.name;
  const isNot = matcher.operator.startsWith('!');
  const positive = matcher.operator.endsWith('~') ? toPattern(field, matcher.value) : { term: { [field]: matcher.value } };
  const there = isNot ? { bool: { must_not: [positive] } } : positive;
  return createTest(matcher)('') ? { bool: { should: [there, { bool: { must_not: [{ exists: { field } }] } }] } } : { bool: { filter: [{ exists: { field } }, there] } };
}

/** What is chosen of numbers, which have no patterns there. */
const NUMBERS = /^\(?\d+(\|\d+)*\)?$/;

function toPattern(field: string, pattern: string): object {
  if (pattern === '.*' || pattern === '.+') return { match_all: {} };
  return NUMBERS.test(pattern) ? { terms: { [field]: pattern.match(/\d+/g) ?? [] } } : { regexp: { [field]: { value: pattern, flags: 'NONE' } } };
}

function readLines({ hits }: Answer, { start, limit }: LogQuestion, { contains }: ParsedLogQuery): Omit<LogAnswer, 'source'> {
  const all = (hits?.hits ?? []).map(({ _source }) => toWrittenLine(_source));
  const lines = all.slice(0, limit);
  const isCut = all.length > limit;
  const problem = contains.some((text) => text !== '') ? { problem: WHOLE_WORDS } : {};
  return { series: [], lines, isCut, since: isCut ? (lines.at(-1)?.at ?? start) : start, ...problem };
}

function readCounts({ aggregations }: Answer, { start, stepSeconds }: LogQuestion, by: string): Omit<LogAnswer, 'source'> {
  const series = (aggregations?.by.buckets ?? []).map(({ key, over }): QuerySeries => {
    const values = over.buckets.map((bucket) => [(bucket.key - 1) / 1000 + stepSeconds, String(bucket.doc_count)] as const);
    return { metric: { [by]: key }, values };
  });
  return { series, lines: [], isCut: false, since: start };
}
