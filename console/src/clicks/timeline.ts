import type { TimelineStep } from '../../../src/console/found.ts';

/** A step as it is drawn: a bar from the step before to this one, in parts of 1,000 of the whole width. */
export type DrawnStep = TimelineStep & { readonly bar?: { readonly from: number; readonly to: number } };

export const WHOLE_WIDTH = 1000;
/** So that a step within the same millisecond is seen still. */
const LEAST_WIDTH = 12;

/**
 * Lays the steps out one below the other, each beginning where the one before ended. A click takes milliseconds and its
 * replay may come days later, so widths grow with the logarithm of the time; the time itself stands beside the bar.
 */
export function layOutTimeline(steps: readonly TimelineStep[]): DrawnStep[] {
  const weights = steps.map(({ at, sinceBefore }) => (at === null || sinceBefore === undefined ? 0 : Math.log2(2 + Math.max(0, sinceBefore))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const room = WHOLE_WIDTH - LEAST_WIDTH;
  let before = 0;
  return steps.map((step, index) => {
    if (step.at === null) return step;
    const from = total === 0 ? 0 : Math.round((before / total) * room);
    before += weights[index] ?? 0;
    const to = total === 0 ? LEAST_WIDTH : Math.round((before / total) * room) + LEAST_WIDTH;
    return { ...step, bar: { from, to } };
  });
}

/** From the first to the last step whose times are known, in milliseconds; nothing where that is less than two. */
export function wholeDuration(steps: readonly TimelineStep[]): number | undefined {
  const times = steps.flatMap(({ at }) => (at === null ? [] : [at]));
  return times.length < 2 ? undefined : Math.max(...times) - Math.min(...times);
}
