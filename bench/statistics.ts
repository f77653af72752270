/** The value below which the given share of the values lies, by linear interpolation between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** The middle of several measurements, and how far they spread. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number; readonly values: readonly number[] };

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), min: Math.min(...values), max: Math.max(...values), values };
}

export type Interval = { readonly low: number; readonly high: number; /** Exact, at least what was asked for. */ readonly confidence: number };

/**
 * A confidence interval for the median, by order statistics (the inversion of the sign test): whatever the values'
 * distribution, the number of them below the true median is binomial with p = 1/2. So the k-th smallest and the k-th
 * largest enclose it with confidence 1 - 2 P(X < k). For 10 values and 95 % that is the 2nd and the 9th (97.9 %).
 * Source: Hahn and Meeker, Statistical Intervals (1991), chapter 5; Le Boudec, Performance Evaluation of Computer and
 * Communication Systems (2010), theorem 2.1 and table A.1.
 *
 * Undefined when there are too few values for any such interval (fewer than 6 for 95 %).
 */
export function medianInterval(values: readonly number[], atLeast = 0.95): Interval | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  let found: Interval | undefined;
  for (let k = 1, tail = 0; k <= n / 2; k += 1) {
    tail += binomial(n, k - 1) * 0.5 ** n;
    const confidence = 1 - 2 * tail;
    const [low, high] = [sorted[k - 1], sorted[n - k]];
    if (confidence < atLeast || low === undefined || high === undefined) break;
    found = { low, high, confidence };
  }
  return found;
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return result;
}
