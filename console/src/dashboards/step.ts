import type { Range } from './time-range.ts';

/** More samples of a series than this are not asked: the server allows no more. */
export const MOST_POINTS = 1100;

/** Steps as Grafana rounds them, in seconds: each is taken up to the bound beside it. */
const STEPS: readonly (readonly [step: number, below: number])[] = [
  [1, 1.5],
  [2, 3.5],
  [5, 7.5],
  [10, 12.5],
  [15, 17.5],
  [20, 25],
  [30, 45],
  [60, 90],
  [120, 210],
  [300, 450],
  [600, 750],
  [900, 1050],
  [1200, 1500],
  [1800, 2700],
  [3600, 5400],
  [7200, 9000],
  [10_800, 16_200],
  [21_600, 32_400],
  [43_200, 86_400],
  [86_400, 604_800],
  [604_800, Infinity],
];

/**
 * Seconds from one sample to the next: about one for each pixel, rounded to what people count in.
 *
 * @param width pixels, or the panel's own limit of points
 * @param least seconds between scrapes, or what the panel asks for
 */
export function stepSeconds(range: Range, width: number, least: number): number {
  const seconds = (range.to - range.from) / 1000;
  const wished = Math.max(seconds / Math.max(1, Math.min(width, MOST_POINTS)), least);
  const nice = wished === least ? least : (STEPS.find(([, below]) => wished < below)?.[0] ?? wished);
  if (seconds / nice + 1 <= MOST_POINTS) return nice;
  return STEPS.find(([step]) => seconds / step + 1 <= MOST_POINTS)?.[0] ?? Math.ceil(seconds / (MOST_POINTS - 1));
}

/** From a multiple of the step to one: the same samples whenever they are asked, so that charts do not flicker. */
export function aligned({ from, to }: Range, step: number): Range {
  const length = step * 1000;
  return { from: Math.floor(from / length) * length, to: Math.floor(to / length) * length };
}
