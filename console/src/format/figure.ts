import { formatDuration } from './time.ts';

const NONE = '–';

/**
 * A figure of the overview as a person reads it, by the name that Grafana has for its unit: `reqps`, `s`, `percentunit`, `short`. Unlike
 * Grafana's own formats (`charts/units.ts`), which the dashboards are drawn with, it never rounds up to all.
 */
export function formatFigure(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (unit === 's') return formatSeconds(value);
  if (unit === 'percentunit') return `${formatPercent(value)} %`;
  if (unit === 'reqps') return `${formatNumber(value)} /s`;
  return formatNumber(value);
}

/** `12,034`, `87.3`, `0.042`: whole from 100 on, three digits below. */
export function formatNumber(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat('en-GB', digits).format(value);
}

/** Never rounded up to 100: 99.996 % of clicks are not all of them. */
function formatPercent(share: number): string {
  const percent = share * 100;
  const digits = percent > 99 && percent < 100 ? 3 : Math.abs(percent) >= 100 ? 0 : 2;
  const factor = 10 ** digits;
  const rounded = percent < 100 ? Math.floor(percent * factor + 1e-7) / factor : Math.round(percent);
  return new Intl.NumberFormat('en-GB', { maximumFractionDigits: digits }).format(rounded);
}

function formatSeconds(seconds: number): string {
  const ms = seconds * 1_000;
  if (ms > 0 && ms < 10) return `${formatNumber(ms)} ms`;
  return formatDuration(ms);
}
