import type { Duration, Severity } from '../alerts/alert.js';
import type { Objective } from './objectives.js';

/** Fires when the long window has spent its share of the budget, and the short one says that it still goes on. */
export type BurnWindows = {
  readonly long: Duration;
  readonly short: Duration;
  /** How many times as fast as allowed the budget is spent. */
  readonly factor: number;
};

export type BurnAlert = {
  /** Part of the alert's name. */
  readonly kind: 'FastBurn' | 'SlowBurn';
  readonly severity: Severity;
  readonly for: Duration;
  readonly windows: readonly [BurnWindows, BurnWindows];
};

/** The SRE workbook's table 5-8, and the 3 x 1d row that kubernetes-mixin and sloth add. */
export const BURN_ALERTS: readonly BurnAlert[] = [
  {
    kind: 'FastBurn',
    severity: 'critical',
    for: '1m',
    windows: [
      { long: '1h', short: '5m', factor: 14.4 },
      { long: '6h', short: '30m', factor: 6 },
    ],
  },
  {
    kind: 'SlowBurn',
    severity: 'warning',
    for: '15m',
    windows: [
      { long: '1d', short: '2h', factor: 3 },
      { long: '3d', short: '6h', factor: 1 },
    ],
  },
];

type Target = Pick<Objective, 'slo' | 'target'>;

/**
 * The error ratio above which a pair of windows fires.
 *
 * @throws when that is 1 or more: no ratio can be above it, so the alert could never fire
 */
export function errorThreshold({ slo, target }: Target, { factor, long }: Pick<BurnWindows, 'factor' | 'long'>): number {
  // Without the last digits, which 1 - 0.999 brings along.
  const threshold = Number((factor * (1 - target)).toPrecision(6));
  if (threshold < 1) return threshold;
  throw new Error(`objective ${slo}: with a target of ${target} an error ratio over ${long} cannot reach ${factor} times the budget`);
}

/** So many events in the long window that a single bad one among them cannot fire the alert. */
export function leastEvents(objective: Target, windows: BurnWindows): number {
  return Math.ceil(1 / errorThreshold(objective, windows));
}

/**
 * Seconds from the beginning of an outage with a constant error ratio until the long window is above the threshold, after
 * a clean time with the same traffic; undefined when that never happens.
 */
export function detectionSeconds(objective: Target, windows: BurnWindows, errorRatio: number): number | undefined {
  const threshold = errorThreshold(objective, windows);
  // The short window's share rises faster, so the long one decides.
  return errorRatio > threshold ? (threshold / errorRatio) * secondsOf(windows.long) : undefined;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export function secondsOf(duration: Duration): number {
  return Number(duration.slice(0, -1)) * (UNIT_SECONDS[duration.slice(-1)] ?? Number.NaN);
}
