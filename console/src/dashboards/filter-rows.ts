import type { DataRow } from './data-rows.ts';

export type RowFilter = { readonly isNotZero: boolean; readonly search: string };

/** Rows that have each word of the search somewhere in their series or their labels (`status=503`), whatever its case. */
export function filterRows(rows: readonly DataRow[], { isNotZero, search }: RowFilter): readonly DataRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (!isNotZero && words.length === 0) return rows;
  return rows.filter(({ value, series, labels }) => {
    if (isNotZero && Number(value) === 0) return false;
    const text = [series, ...Object.entries(labels).map(([name, label]) => `${name}=${label}`)].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
