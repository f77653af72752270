/** Milliseconds with three places: microseconds are as fine as anybody reads. */
export function roundMs(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
