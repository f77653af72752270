import type { QuerySeries, RunbookAnswer } from '../../../src/console/measured.ts';
import { formatOf } from '../charts/units.ts';
import { instantValue } from '../dashboards/series.ts';

/** `exact`: the number as Prometheus writes it. */
export type QueryRow = { readonly labels: Readonly<Record<string, string>>; readonly value: string; readonly exact: string };
export type QueryRows = { readonly labels: readonly string[]; readonly rows: readonly QueryRow[]; readonly notShown: number };

/** More would be no answer to a question of a runbook. */
const MOST_ROWS = 100;
const NAME = '__name__';

/** An answer as a table: its labels in order, and its rows, the largest number first; what is no number is last. */
export function rowsOf({ result, unit }: Pick<RunbookAnswer, 'result' | 'unit'>): QueryRows {
  const format = unit === 'cps' ? (value: number) => `${formatOf(undefined)(value)} /s` : formatOf(unit);
  const labels = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].filter((label) => label !== NAME).sort();
  const nameOf = ({ metric }: QuerySeries) => labels.map((label) => metric[label] ?? '').join('\n');
  // Infinities less each other are not a number: then names decide.
  const sorted = [...result].sort((a, b) => sizeOf(b) - sizeOf(a) || nameOf(a).localeCompare(nameOf(b)));
  const rows = sorted.slice(0, MOST_ROWS).map((series) => ({ labels: series.metric, exact: series.value?.[1] ?? '', value: format(instantValue(series) ?? NaN) }));
  return { labels, rows, notShown: Math.max(0, result.length - MOST_ROWS) };
}

const sizeOf = (series: QuerySeries): number => instantValue(series) ?? -Infinity;
