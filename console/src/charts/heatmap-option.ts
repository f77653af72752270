import type { EChartsCoreOption } from 'echarts/core';
import type { Buckets } from '../dashboards/buckets.ts';
import { shadeOf } from '../dashboards/buckets.ts';
import type { Panel } from '../dashboards/dashboard-json.ts';
import { groundOption, INKS, timeInBothZones, type Ground } from './ground.ts';
import { orange } from './palette.ts';
import { formatOf } from './units.ts';

type Pixels = { readonly coord: (point: readonly [number, number]) => [number, number]; readonly value: (dimension: number) => number; readonly style: (style: object) => object };

/** A cell for each bucket and step, darker where more is in it; beside each line the upper bound of the bucket below it. */
export function heatmapOption(panel: Panel, { bounds, cells, stepMs }: Buckets, ground: Ground): EChartsCoreOption {
  const { text, line } = INKS[ground.theme];
  const { fontSize } = ground;
  const option = groundOption(ground);
  const highest = Math.max(0, ...cells.map(({ value }) => value));
  const label = boundLabel(panel);
  const format = formatOf(panel.options?.cellValues?.unit);
  const { exponent = 1, steps = 64 } = panel.options?.color ?? {};
  return {
    ...option,
    yAxis: {
      type: 'value',
      min: 0,
      max: bounds.length,
      interval: Math.max(1, Math.ceil(bounds.length / 8)),
      axisLabel: { color: text, fontSize, hideOverlap: true, formatter: (position: number) => (position === 0 ? '' : label(bounds[position - 1])) },
      splitLine: { lineStyle: { color: line } },
    },
    tooltip: {
      ...(option['tooltip'] as object),
      trigger: 'item',
      formatter: ({ value: [at, bucket, count] }: { readonly value: readonly [number, number, number] }) =>
        `${timeInBothZones(at, ground.zone)}\n${bucket === 0 ? 'up to' : `${label(bounds[bucket - 1])} to`} ${label(bounds[bucket])}: ${format(count)}`,
    },
    series: [
      {
        type: 'custom',
        clip: true,
        data: cells.map(({ at, bucket, value }) => [at, bucket, value]),
        encode: { x: 0, y: 1 },
        renderItem: (_: unknown, pixels: Pixels) => cellShape(pixels, stepMs, panel.options?.cellGap ?? 0, orange(shadeOf(pixels.value(2), highest, exponent), steps, ground.theme)),
      },
    ],
  };
}

/** A sample counts what came in the step before it. */
function cellShape(pixels: Pixels, stepMs: number, gap: number, fill: string): object {
  const [at, bucket] = [pixels.value(0), pixels.value(1)];
  const [left, top] = pixels.coord([at - stepMs, bucket + 1]);
  const [right, bottom] = pixels.coord([at, bucket]);
  // A gap that would take more than a third of a narrow cell is left out.
  const inset = right - left > 3 * gap ? gap : 0;
  return { type: 'rect', shape: { x: left, y: top + gap, width: Math.max(1, right - left - inset), height: Math.max(1, bottom - top - gap) }, style: { fill } };
}

export function boundLabel({ options }: Panel): (bound: number | undefined) => string {
  const format = formatOf(options?.yAxis?.unit);
  return (bound) => (bound === undefined ? '' : bound === Infinity ? '+Inf' : format(bound));
}

/** Counts for the scale beside a heatmap: from nearly nothing to the highest. */
export function scaleOf({ cells }: Buckets, exponent: number, count: number): readonly { readonly value: number; readonly shade: number }[] {
  const highest = Math.max(0, ...cells.map(({ value }) => value));
  return Array.from({ length: count }, (_, index) => {
    const shade = index / (count - 1);
    return { shade, value: highest * shade ** (1 / exponent) };
  });
}
