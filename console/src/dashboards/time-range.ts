/** Time ranges as Grafana writes them into addresses: now-1h, now/d, milliseconds since 1970, ISO 8601. */
export type RangeText = { readonly from: string; readonly to: string };
/** Milliseconds since 1970. */
export type Range = { readonly from: number; readonly to: number };

const UNITS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3, M: 30 * 86_400e3, y: 365 * 86_400e3 };

/** `90` for `90s`, undefined for what is no duration. */
export function durationMs(text: string | undefined): number | undefined {
  const [, amount, unit] = /^(\d+)(ms|[smhdwMy])$/.exec(text ?? '') ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * (unit === 'ms' ? 1 : (UNITS[unit] as number));
}

/** @param edge which end of the day is meant by `/d` */
export function momentOf(text: string, now: number, edge: 'start' | 'end'): number | undefined {
  const [, offsets, rounding] = /^now((?:[+-]\d+[smhdwMy])*)(?:\/([smhdwMy]))?$/.exec(text) ?? [];
  if (offsets !== undefined) {
    const moment = [...offsets.matchAll(/([+-])(\d+[smhdwMy])/g)].reduce((at, [, sign, duration]) => at + (sign === '-' ? -1 : 1) * (durationMs(duration) ?? 0), now);
    return rounding === undefined ? moment : rounded(moment, rounding, edge);
  }
  const moment = /^\d+$/.test(text) ? Number(text) : /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(moment) ? moment : undefined;
}

function rounded(moment: number, unit: string, edge: 'start' | 'end'): number {
  const [start, end] = [new Date(moment), new Date(moment)];
  if ('smh'.includes(unit)) {
    const length = UNITS[unit] as number;
    const floor = Math.floor(moment / length) * length;
    return edge === 'start' ? floor : floor + length - 1;
  }
  start.setHours(0, 0, 0, 0);
  if (unit === 'w') start.setDate(start.getDate() - ((start.getDay() + 6) % 7));
  if (unit === 'M' || unit === 'y') start.setDate(1);
  if (unit === 'y') start.setMonth(0);
  if (edge === 'start') return start.getTime();
  end.setTime(start.getTime());
  if (unit === 'd') end.setDate(end.getDate() + 1);
  if (unit === 'w') end.setDate(end.getDate() + 7);
  if (unit === 'M') end.setMonth(end.getMonth() + 1);
  if (unit === 'y') end.setFullYear(end.getFullYear() + 1);
  return end.getTime() - 1;
}

/** Undefined when one end cannot be read, or the range is empty. */
export function rangeOf({ from, to }: RangeText, now: number): Range | undefined {
  const [start, end] = [momentOf(from, now, 'start'), momentOf(to, now, 'end')];
  return start !== undefined && end !== undefined && start < end ? { from: start, to: end } : undefined;
}

/** `time` and `time.window` are what links from a point of a chart say: so many milliseconds around that time. */
export function rangeInAddress(parameters: URLSearchParams, initial: RangeText): RangeText {
  const [middle, window] = [Number(parameters.get('time')), Number(parameters.get('time.window'))];
  if (middle > 0 && window > 0) return { from: String(Math.round(middle - window / 2)), to: String(Math.round(middle + window / 2)) };
  return { from: parameters.get('from') ?? initial.from, to: parameters.get('to') ?? initial.to };
}

/** The length from the end backwards, in the words of the picker, where the range is one of its. */
export const QUICK_RANGES: readonly (readonly [from: string, words: string])[] = [
  ['now-5m', 'Last 5 minutes'],
  ['now-15m', 'Last 15 minutes'],
  ['now-30m', 'Last 30 minutes'],
  ['now-1h', 'Last 1 hour'],
  ['now-3h', 'Last 3 hours'],
  ['now-6h', 'Last 6 hours'],
  ['now-12h', 'Last 12 hours'],
  ['now-24h', 'Last 24 hours'],
  ['now-2d', 'Last 2 days'],
  ['now-7d', 'Last 7 days'],
  ['now-30d', 'Last 30 days'],
];

/** Twice as long around the same middle, but not into the future. */
export function zoomOut({ from, to }: Range, now: number): Range {
  const half = to - from;
  const middle = (from + to) / 2;
  const end = Math.min(Math.round(middle + half), Math.max(now, to));
  return { from: end - 2 * half, to: end };
}
