import { findTarget, type Dashboards } from './dashboards.js';
import type { Asked } from './measured.js';
import type { Prometheus, QueryData } from './prometheus-client.js';
import { putVariables } from './put-variables.js';

/** Where an expression stands. */
export type PlacedTarget = { readonly dashboard: string; readonly panel: number; readonly target: string };

/** What an expression gives at a time. */
export type AskAt = (at: number) => Promise<Asked<QueryData>>;

export type LastMinute = {
  /** Seconds that the expression itself looks back over. */
  readonly meanSeconds: number;
  /** Seconds that it looks back over here. */
  readonly seconds: number;
  readonly ask: AskAt;
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
export function findLastMinute(parts: LastMinuteParts, place: PlacedTarget): LastMinute | undefined {
  const seconds = Math.max(MINUTE_SECONDS, LEAST_SCRAPES * parts.scrapeSeconds);
  const meanSeconds = Math.max(0, ...[...(exprOf(parts, place)?.expr ?? '').matchAll(WINDOW)].map(([, count, unit]) => secondsOf(count, unit)));
  const ask = meanSeconds > seconds ? findOverSeconds(parts, place, seconds) : undefined;
  return ask && { meanSeconds, seconds, ask };
}

/** A panel's own expression over these seconds, and no more. Undefined where there is none, or it asks for a choice. */
export function findOverSeconds(parts: LastMinuteParts, place: PlacedTarget, seconds: number): AskAt | undefined {
  const found = exprOf(parts, place);
  if (!found) return undefined;
  const put = putVariables(shortenWindows(found.expr, seconds), found.dashboard.templating.list, {}, { rangeSeconds: seconds, stepSeconds: seconds, scrapeSeconds: parts.scrapeSeconds });
  return put.kind === 'put' ? (at) => parts.prometheus.query(put.expr, at) : undefined;
}

function exprOf({ dashboards }: LastMinuteParts, { dashboard: uid, panel, target }: PlacedTarget) {
  const dashboard = dashboards.find(uid);
  const found = dashboard && findTarget(dashboard, panel, target);
  return typeof found === 'string' ? undefined : found;
}

/** Every window that is longer looks back over `mostSeconds`. */
function shortenWindows(expr: string, mostSeconds: number): string {
  return expr.replace(WINDOW, (window, count: string, unit: string) => (secondsOf(count, unit) > mostSeconds ? `[${mostSeconds}s]` : window));
}

const secondsOf = (count = '', unit = ''): number => Number(count) * (SECONDS[unit] ?? 0);
