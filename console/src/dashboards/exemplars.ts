import type { Exemplar } from '../../../src/console/measured.ts';
import type { PlacedExemplar } from '../charts/time-series-option.ts';
import type { Place } from '../charts/watch-pointer.ts';
import type { Asked } from './series.ts';

/** A finger is not finer than this. */
const NEAR_PIXELS = 12;

/** Those of all targets; several quantiles of one histogram have the same ones. The oldest first. */
export function exemplarsOf(asked: readonly Asked[]): readonly Exemplar[] {
  const all = asked.flatMap(({ exemplars = [] }) => exemplars.map((one) => [`${one.traceId} ${one.at} ${one.value}`, one] as const));
  return [...new Map(all).values()].sort((a, b) => a.at - b.at);
}

/** The one that was pressed. */
export function nearestExemplar(exemplars: readonly PlacedExemplar[], { distanceTo }: Place): Exemplar | undefined {
  const near = exemplars.map(({ exemplar, height }) => ({ exemplar, distance: distanceTo(exemplar.at, height) })).filter(({ distance }) => distance <= NEAR_PIXELS);
  return near.sort((a, b) => a.distance - b.distance)[0]?.exemplar;
}
