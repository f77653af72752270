import type { Panel, TransformationOptions } from './dashboard-json.ts';
import { fieldOf, type Field } from './display.ts';
import { instantValue, type Asked } from './series.ts';

export type Cell = string | number | null;
export type Column = { readonly name: string; readonly field: Field };
export type TableRows = { readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] };

type Frame = { readonly names: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

/** Instant answers as a table: the time, a column for each label, the value; then what the panel makes of it. */
export function tableOf(panel: Panel, asked: readonly Asked[]): TableRows {
  const frame = (panel.transformations ?? []).reduce(transform, frameOf(asked));
  const columns = frame.names.map((name, index) => ({ name, field: fieldOf(panel, { name, type: typeof frame.rows[0]?.[index] === 'number' ? 'number' : 'string' }) }));
  return { columns, rows: frame.rows };
}

function frameOf(asked: readonly Asked[]): Frame {
  const labels = [...new Set(asked.flatMap(({ answer }) => answer.result.flatMap(({ metric }) => Object.keys(metric))))].sort();
  const values = asked.length === 1 ? ['Value'] : asked.map(({ target }) => `Value #${target.refId}`);
  const rows = asked.flatMap(({ answer }, index) =>
    answer.result.map((series) => [
      (series.value?.[0] ?? 0) * 1000,
      ...labels.map((label) => series.metric[label] ?? ''),
      ...values.map((_, position) => (position === index ? instantValue(series) : null)),
    ]),
  );
  return { names: ['Time', ...labels, ...values], rows };
}

function transform(frame: Frame, { id, options }: { readonly id: string; readonly options: TransformationOptions }): Frame {
  if (id === 'organize') return organize(frame, options);
  return id === 'sortBy' ? sortBy(frame, options) : frame;
}

function organize({ names, rows }: Frame, { excludeByName = {}, indexByName = {}, renameByName = {} }: TransformationOptions): Frame {
  const place = (name: string) => indexByName[name] ?? Number.MAX_SAFE_INTEGER;
  const kept = names
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => excludeByName[name] !== true)
    .sort((one, other) => place(one.name) - place(other.name) || one.index - other.index);
  return { names: kept.map(({ name }) => renameByName[name] || name), rows: rows.map((row) => kept.map(({ index }) => row[index] ?? null)) };
}

function sortBy({ names, rows }: Frame, { sort = [] }: TransformationOptions): Frame {
  const [first] = sort;
  const column = first ? names.indexOf(first.field) : -1;
  return column < 0 ? { names, rows } : { names, rows: sortedBy(rows, column, first?.desc === true) };
}

/** Numbers by size, words as people sort them; what is missing last. */
export function sortedBy(rows: TableRows['rows'], column: number, isDescending: boolean): TableRows['rows'] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((one, other) => sign * compare(one[column] ?? null, other[column] ?? null));
}

function compare(one: Cell, other: Cell): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  return String(one).localeCompare(String(other), undefined, { numeric: true });
}
