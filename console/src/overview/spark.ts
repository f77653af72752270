export type Point = readonly [at: number, value: number];
export type TimeSpan = { readonly from: number; readonly to: number };
/** What is drawn, in times and values. */
export type Extent = TimeSpan & { readonly low: number; readonly high: number };
export type Box = { readonly width: number; readonly height: number };
type Series = { readonly name: string; readonly points: readonly Point[] };

/** A point with no neighbour is drawn as wide as this. */
const LONE_WIDTH = 3;

/** More than so many usual steps without a point is a gap, and is drawn as one. */
const GAP_STEPS = 3;

/** The whole time that was asked for, and the values from 0 or below up to the highest point or to `high`; a little air above. */
export function extentOf(series: readonly (readonly Point[])[], span: TimeSpan, high = 0): Extent | undefined {
  const values = series.flat().map(([, value]) => value);
  if (values.length === 0) return undefined;
  const top = Math.max(...values, high);
  const low = Math.min(0, ...values);
  return { ...span, low, high: top > low ? top + (top - low) * 0.05 : low + 1 };
}

/** Those that are to be seen: the highest of them, without any that is 0 all the time unless all are. They keep their order. */
export function seenOf<S extends Series>(series: readonly S[], most: number): S[] {
  const heightOf = ({ points }: Series) => Math.max(0, ...points.map(([, value]) => Math.abs(value)));
  const some = series.filter((each) => heightOf(each) > 0);
  const highest = [...some].sort((one, other) => heightOf(other) - heightOf(one)).slice(0, most);
  return some.length === 0 ? series.slice(0, 1) : some.filter((each) => highest.includes(each));
}

/** The `d` of an SVG path through the points; it is interrupted where points are missing, and a lone point is a short line. */
export function pathOf(points: readonly Point[], extent: Extent, box: Box): string {
  const gap = usualStep(points) * GAP_STEPS;
  return points
    .map(([at, value], index) => {
      const isJoined = (other: Point | undefined) => other !== undefined && Math.abs(at - other[0]) <= gap;
      const command = isJoined(points[index - 1]) ? 'L' : 'M';
      const tail = command === 'M' && !isJoined(points[index + 1]) ? `h-${LONE_WIDTH}` : '';
      return `${command}${round(xOf(at, extent, box))},${round(yOf(value, extent, box))}${tail}`;
    })
    .join('');
}

export function yOf(value: number, { low, high }: Extent, { height }: Box): number {
  return height - ((value - low) / (high - low)) * height;
}

function xOf(at: number, { from, to }: Extent, { width }: Box): number {
  return ((at - from) / (to - from)) * width;
}

/** The median distance of neighbours. */
function usualStep(points: readonly Point[]): number {
  const steps = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at));
  return steps.sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 0;
}

const round = (value: number): number => Math.round(value * 10) / 10;
