import type { Exemplar } from './measured.js';
import type { SeriesExemplars } from './prometheus-client.js';

/**
 * As many exemplars as can be told apart, as Grafana thins them: of each step the highest, and further ones that lie two
 * standard deviations below the one before. One without a trace leads nowhere and is left out. Oldest first.
 */
export function thinExemplars(series: readonly SeriesExemplars[], stepSeconds: number): readonly Exemplar[] {
  const all = series.flatMap(toExemplars);
  const least = 2 * deviationOf(all.map(({ value }) => value));
  const steps = new Map<number, Exemplar[]>();
  for (const exemplar of all) {
    const step = Math.floor(exemplar.at / (stepSeconds * 1000));
    steps.set(step, [...(steps.get(step) ?? []), exemplar]);
  }
  return [...steps.values()].flatMap((ofStep) => apart(ofStep, least)).sort((a, b) => a.at - b.at);
}

function toExemplars({ seriesLabels, exemplars }: SeriesExemplars): Exemplar[] {
  return exemplars.flatMap(({ labels: { trace_id: traceId, ...labels }, value, timestamp }) =>
    traceId === undefined ? [] : [{ at: Math.round(timestamp * 1000), value: Number(value), traceId, labels: { ...seriesLabels, ...labels } }],
  );
}

function apart(exemplars: readonly Exemplar[], least: number): readonly Exemplar[] {
  const kept: Exemplar[] = [];
  for (const exemplar of exemplars.toSorted((a, b) => b.value - a.value)) {
    const before = kept.at(-1);
    if (!before || (least > 0 && before.value - exemplar.value > least)) kept.push(exemplar);
  }
  return kept;
}

/** The standard deviation of a sample. */
function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.length < 2 ? 0 : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
