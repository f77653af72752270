import { createHistogram } from 'node:perf_hooks';

/** Latencies in milliseconds, kept as an HDR histogram of microseconds with three significant digits. */
export type Latencies = {
  record(milliseconds: number): void;
  /** 0 when nothing was recorded. */
  percentile(percent: number): number;
  count(): number;
  reset(): void;
};

const LONGEST_US = 600_000_000;

export function createLatencies(): Latencies {
  const histogram = createHistogram({ lowest: 1, highest: LONGEST_US, figures: 3 });
  return {
    record: (milliseconds) => histogram.record(Math.min(LONGEST_US, Math.max(1, Math.round(milliseconds * 1000)))),
    percentile: (percent) => (histogram.count === 0 ? 0 : histogram.percentile(percent) / 1000),
    count: () => histogram.count,
    reset: () => histogram.reset(),
  };
}
