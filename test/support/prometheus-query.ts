/** A query of the product, and whether a run may rightly find nothing for it. */
export type AskedQuery = {
  readonly where: string;
  readonly expr: string;
  readonly kind: 'range' | 'instant';
  readonly mayBeEmpty: boolean;
};

type Series = { readonly metric: Readonly<Record<string, string>>; readonly value?: Sample; readonly values?: readonly Sample[] };
type Sample = readonly [time: number, value: string];
type Reply = { readonly status: string; readonly error?: string; readonly data?: { readonly result: readonly Series[] } };

export type AskPrometheus = (expr: string, kind: AskedQuery['kind']) => Promise<Reply>;

/** What a viewer puts in for a dashboard's variables. */
const VARIABLES: readonly (readonly [name: string, value: string])[] = [
  ['$__rate_interval', '20s'],
  ['$__range', '1m'],
  ['$__interval', '5s'],
  ['$job', '.+'],
  ['$instance', '.+'],
  ['$queue', '.+'],
];
const RANGE_SECONDS = 20;

export function createPrometheusReader(url: string): AskPrometheus {
  return async (expr, kind) => {
    const query = VARIABLES.reduce((text, [name, value]) => text.replaceAll(name, value), expr);
    const now = Date.now() / 1000;
    const window = { start: String(now - RANGE_SECONDS), end: String(now), step: '5' };
    const body = new URLSearchParams(kind === 'range' ? { query, ...window } : { query });
    const answer = await fetch(`${url}/api/v1/${kind === 'range' ? 'query_range' : 'query'}`, { method: 'POST', body });
    return (await answer.json()) as Reply;
  };
}

/** What is wrong with the answer to a query: an error, nothing, no number, or labels that nobody asked for. */
export async function findFault(ask: AskPrometheus, { expr, kind, mayBeEmpty }: AskedQuery): Promise<string | undefined> {
  const { status, error, data } = await ask(expr, kind);
  if (status !== 'success') return error ?? 'no answer';
  const series = data?.result ?? [];
  const labels = groupingOf(expr);
  if (labels && series.some(({ metric }) => !sameNames(Object.keys(metric), labels))) return `its labels are not ${labels.join(', ')}`;
  if (mayBeEmpty) return undefined;
  if (series.length === 0) return 'nothing';
  const last = series.map(({ value, values }) => Number((value ?? values?.at(-1))?.[1]));
  return last.every(Number.isFinite) ? undefined : 'not finite';
}

/** The labels that the outermost aggregation keeps; undefined where there is none to be read off. */
function groupingOf(expr: string): readonly string[] | undefined {
  const grouped = /^(?:sum|max|min|count)\((?:[^()]|\([^()]*\)|\((?:[^()]|\([^()]*\))*\))*\)(?: by \((?<labels>[^)]*)\))?$/.exec(expr);
  if (!grouped) return undefined;
  return grouped.groups?.['labels']?.split(', ') ?? [];
}

function sameNames(names: readonly string[], expected: readonly string[]): boolean {
  return names.length === expected.length && expected.every((name) => names.includes(name));
}
