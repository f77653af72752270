/**
 * What the numbers of a query are, as its outermost step and the name of its metric say; the first that fits holds. By the
 * names that Grafana has for units.
 */
const UNITS: readonly (readonly [part: RegExp, unit: string])[] = [
  [/^slo:/, 'percentunit'],
  // A rate in a rate is a share; a number in a rate is the seconds until it is used up.
  [/rate\(.* \/ /, 'percentunit'],
  [/ \/ .*rate\(/, 's'],
  [/^histogram_quantile\(.*_ms_bucket/, 'ms'],
  [/^histogram_quantile\(.*_seconds_bucket/, 's'],
  [/\b(increase|changes)\(|^count\b/, 'none'],
  [/\brate\(\w+_seconds_(sum|total)\b/, 'percentunit'],
  [/\b(rate|deriv)\(/, 'cps'],
  [/^time\(\) - /, 's'],
  [/_ratio\b/, 'percentunit'],
  [/_bytes\b/, 'bytes'],
  [/_seconds\b/, 's'],
];

/** The unit of a query's numbers; undefined where they are plain. */
export function unitOf(expr: string): string | undefined {
  return UNITS.find(([part]) => part.test(expr))?.[1];
}
