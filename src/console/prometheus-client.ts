import { unavailable, type AskJson, type JsonAnswer } from './json-client.js';
import type { Asked, NotAnswered, PanelAnswer, TimeRange } from './measured.js';

/** `data` of an answer to a query. */
export type QueryData = Pick<PanelAnswer, 'resultType' | 'result'>;

/** An alert as Prometheus lists it. */
export type RuleAlert = {
  readonly state: 'firing' | 'pending';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly activeAt: string;
};

/** The exemplars of a series as Prometheus lists them. */
export type SeriesExemplars = {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: string; readonly timestamp: number }[];
};

/**
 * The part of Prometheus' API that the console uses, all of it reading. Expressions are given by this program alone.
 * Times are milliseconds since 1970.
 */
export type Prometheus = {
  query(expr: string, at: number): Promise<Asked<QueryData>>;
  queryRange(expr: string, range: TimeRange, stepSeconds: number): Promise<Asked<QueryData>>;
  /** @param selector of the series that have the label */
  labelValues(label: string, selector: string, range: TimeRange): Promise<Asked<readonly string[]>>;
  alerts(): Promise<Asked<readonly RuleAlert[]>>;
  /** Of the series that an expression reads. */
  exemplars(expr: string, range: TimeRange): Promise<Asked<readonly SeriesExemplars[]>>;
};

const seconds = (ms: number): string => String(ms / 1000);
const timesOf = ({ start, end }: TimeRange) => ({ start: seconds(start), end: seconds(end) });

export function createPrometheus(ask: AskJson): Prometheus {
  return {
    query: async (query, at) => dataOf<QueryData>(await ask({ path: '/api/v1/query', method: 'POST', form: { query, time: seconds(at) } })),

    queryRange: async (query, range, stepSeconds) =>
      dataOf<QueryData>(await ask({ path: '/api/v1/query_range', method: 'POST', form: { query, ...timesOf(range), step: String(stepSeconds) } })),

    labelValues: async (label, selector, range) =>
      dataOf<readonly string[]>(await ask({ path: `/api/v1/label/${encodeURIComponent(label)}/values`, query: { 'match[]': selector, ...timesOf(range) } })),

    alerts: async () => {
      const data = dataOf<{ readonly alerts: readonly RuleAlert[] }>(await ask({ path: '/api/v1/alerts' }));
      return data.kind === 'answered' ? { kind: 'answered', value: data.value.alerts } : data;
    },

    exemplars: async (query, range) => dataOf<readonly SeriesExemplars[]>(await ask({ path: '/api/v1/query_exemplars', method: 'POST', form: { query, ...timesOf(range) } })),
  };
}

type Body = { readonly status?: string; readonly data?: unknown; readonly errorType?: string; readonly error?: string } | undefined;

/** What it says of an expression is an answer about the query; all else that is no success is Prometheus' own fault. */
const OF_THE_QUERY: readonly (string | undefined)[] = ['bad_data', 'execution'];

function dataOf<T>(answer: JsonAnswer | NotAnswered): Asked<T> {
  if (answer.kind !== 'json') return answer;
  const { status, data, errorType, error } = (answer.body ?? {}) as NonNullable<Body>;
  if (status === 'success' && data !== undefined) return { kind: 'answered', value: data as T };
  if (OF_THE_QUERY.includes(errorType)) return { kind: 'query-refused', why: `Prometheus refuses the query: ${error ?? errorType ?? ''}` };
  return unavailable('Prometheus', `Prometheus answers ${answer.status}${error === undefined ? '' : ` (${error})`}: see its log`);
}
