import type { Drawn } from '../charts/time-series-option.ts';

export type NearPoint = { readonly series: Drawn; readonly at: number; readonly value: number };

/** Of the samples next to that time the one next to that value. Stacked series are told apart by their place in the stack. */
export function nearestPoint(series: readonly Drawn[], at: number, value: number): NearPoint | undefined {
  const isStacked = series[0]?.field.custom?.stacking?.mode === 'normal';
  let [best, bestDistance, sum]: [NearPoint | undefined, number, number] = [undefined, Infinity, 0];
  for (const one of series) {
    const point = sampleAt(one, at);
    if (!point) continue;
    sum += point.value;
    const distance = isStacked ? (value <= sum ? 0 : value - sum) : Math.abs(point.value - value);
    if (distance < bestDistance) [best, bestDistance] = [point, distance];
  }
  return best;
}

function sampleAt(series: Drawn, at: number): NearPoint | undefined {
  const step = (series.points[1]?.[0] ?? 0) - (series.points[0]?.[0] ?? 0);
  const point = series.points.find(([time, value]) => value !== null && Math.abs(time - at) <= step);
  const next = series.points.findLast(([time, value]) => value !== null && Math.abs(time - at) <= step);
  const nearer = point && next && Math.abs(next[0] - at) < Math.abs(point[0] - at) ? next : point;
  return nearer && nearer[1] !== null ? { series, at: nearer[0], value: nearer[1] } : undefined;
}
