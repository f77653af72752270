/** A source of chance in [0, 1), as `Math.random`. */
export type Random = () => number;

/**
 * Times in milliseconds from the start at which clicks fall due, one for each call.
 *
 * They are a Poisson process: many people who know nothing of each other. Even spacing would never let two clicks
 * arrive together and so would hide what a queue does to those that do.
 */
export function createArrivals(ratePerSecond: number, random: Random): () => number {
  const meanGapMs = 1000 / ratePerSecond;
  let at = 0;
  return () => {
    at -= Math.log(1 - random()) * meanGapMs;
    return at;
  };
}
