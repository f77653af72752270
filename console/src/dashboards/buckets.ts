import type { Asked } from './series.ts';
import { pointOf } from './series.ts';

/** A histogram over time: rows by their upper bounds, from below, and what is in each at each time. */
export type Buckets = {
  readonly bounds: readonly number[];
  readonly cells: readonly { readonly at: number; readonly bucket: number; readonly value: number }[];
  readonly stepMs: number;
};

/**
 * Prometheus counts in each bucket what is below its bound, those of the buckets below included: the difference is what is
 * in it.
 *
 * @param least cells up to this are not drawn
 */
export function bucketsOf(asked: Asked, least: number): Buckets {
  const rows = asked.answer.result
    .map(({ metric, values = [] }) => ({ bound: Number((metric['le'] ?? '+Inf').replace('Inf', 'Infinity')), values: new Map(values.map(pointOf)) }))
    .sort((one, other) => one.bound - other.bound);
  const cells = rows.flatMap(({ values }, bucket) =>
    [...values].flatMap(([at, value]) => {
      const inside = (value ?? 0) - (rows[bucket - 1]?.values.get(at) ?? 0);
      return inside > least ? [{ at, bucket, value: inside }] : [];
    }),
  );
  return { bounds: rows.map(({ bound }) => bound), cells, stepMs: asked.stepSeconds * 1000 };
}

/** From 0 to 1; an exponent below 1 tells small values apart. */
export function shadeOf(value: number, highest: number, exponent: number): number {
  return highest <= 0 ? 0 : Math.min(1, (value / highest) ** exponent);
}
