import type { Value } from './log-query.js';

/** How values that alerts' labels give are written: as Prometheus' templates, or as what stands for any of them. */
export type Labels = 'templates' | 'any';

export function printValue(value: Value, labels: Labels): { readonly text: string; readonly isPattern: boolean } {
  if (typeof value === 'string') return { text: value, isPattern: false };
  if ('pattern' in value) return { text: value.pattern, isPattern: true };
  return labels === 'any' ? { text: value.otherwise, isPattern: true } : { text: `{{ $labels.${value.label} }}`, isPattern: false };
}
