import { findTarget, type Dashboards } from './dashboards.js';
import type { Asked } from './measured.js';
import type { Prometheus, QueryData } from './prometheus-client.js';
import { putVariables } from './put-variables.js';

/** Where an expression stands. */
export type PlacedTarget = { readonly dashboard: string; readonly panel: number; readonly target: string };

export type LastMinute = {
  /** Seconds that the expression itself looks back over. */
  readonly meanSeconds: number;
  /** What it gives at a time when it looks back over the last minute alone. */
  ask(at: number): Promise<Asked<QueryData>>;
};

export type LastMinuteParts = { readonly dashboards: Dashboards; readonly prometheus: Prometheus; readonly scrapeSeconds: number };

const MINUTE_SECONDS = 60;
/** As many samples as Grafana's `$__rate_interval` spans at least. */
const LEAST_SCRAPES = 4;
const WINDOW = /\[(\d+)([smhd])\]/g;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * A panel's own expression over the last minute, which tells sooner than a mean over five whether it is well again.
 * Undefined for one that looks back over no more than that.
 */
export function findLastMinute({ dashboards, prometheus, scrapeSeconds }: LastMinuteParts, { dashboard: uid, panel, target }: PlacedTarget): LastMinute | undefined {
  const dashboard = dashboards.find(uid);
  const found = dashboard && findTarget(dashboard, panel, target);
  if (found === undefined || typeof found === 'string') return undefined;
  const windowSeconds = Math.max(MINUTE_SECONDS, LEAST_SCRAPES * scrapeSeconds);
  const meanSeconds = Math.max(0, ...[...found.expr.matchAll(WINDOW)].map(([, count, unit]) => secondsOf(count, unit)));
  if (meanSeconds <= windowSeconds) return undefined;
  const put = putVariables(shortenWindows(found.expr, windowSeconds), found.dashboard.templating.list, {}, { rangeSeconds: windowSeconds, stepSeconds: windowSeconds, scrapeSeconds });
  return put.kind === 'put' ? { meanSeconds, ask: (at) => prometheus.query(put.expr, at) } : undefined;
}

/** Every window that is longer looks back over `mostSeconds`. */
function shortenWindows(expr: string, mostSeconds: number): string {
  return expr.replace(WINDOW, (window, count: string, unit: string) => (secondsOf(count, unit) > mostSeconds ? `[${mostSeconds}s]` : window));
}

const secondsOf = (count = '', unit = ''): number => Number(count) * (SECONDS[unit] ?? 0);
