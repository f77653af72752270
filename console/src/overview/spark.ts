export type Point = readonly [at: number, value: number];

/** What is drawn, in times and values. */
export type Extent = { readonly from: number; readonly to: number; readonly low: number; readonly high: number };
export type Box = { readonly width: number; readonly height: number };

/** More than so many usual steps without a point is a gap, and is drawn as one. */
const GAP_STEPS = 3;

/** The extent of all points: from 0 or below, up to the highest point or to `high`; a little air above. */
export function extentOf(series: readonly (readonly Point[])[], high = 0): Extent | undefined {
  const points = series.flat();
  if (points.length === 0) return undefined;
  const values = points.map(([, value]) => value);
  const top = Math.max(...values, high);
  const low = Math.min(0, ...values);
  const times = points.map(([at]) => at);
  return { from: Math.min(...times), to: Math.max(...times), low, high: top > low ? top + (top - low) * 0.05 : low + 1 };
}

/** The `d` of an SVG path through the points; it is interrupted where points are missing. */
export function pathOf(points: readonly Point[], extent: Extent, box: Box): string {
  const gap = usualStep(points) * GAP_STEPS;
  return points
    .map(([at, value], index) => {
      const before = points[index - 1];
      const command = before === undefined || at - before[0] > gap ? 'M' : 'L';
      return `${command}${round(xOf(at, extent, box))},${round(yOf(value, extent, box))}`;
    })
    .join('');
}

export function yOf(value: number, { low, high }: Extent, { height }: Box): number {
  return height - ((value - low) / (high - low)) * height;
}

function xOf(at: number, { from, to }: Extent, { width }: Box): number {
  return to > from ? ((at - from) / (to - from)) * width : width;
}

/** The median distance of neighbours. */
function usualStep(points: readonly Point[]): number {
  const steps = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at));
  return steps.sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 0;
}

const round = (value: number): number => Math.round(value * 10) / 10;
