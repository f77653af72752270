/**
 * Numbers as Grafana writes them: the unit's name of the dashboard JSON leads to the same digits, the same prefix and the
 * same suffix. `decimals` undefined: as many as the size of the number asks for.
 */
export type Format = (value: number, decimals?: number) => string;

/** Three significant digits, none after the point for whole numbers. */
function decimalsFor(value: number): number {
  return value % 1 === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
}

export const formatFixed: Format = (value, decimals) => {
  if (!Number.isFinite(value)) return value.toLocaleString();
  const places = decimals ?? decimalsFor(value);
  const rounded = Math.round(value * 10 ** places) / 10 ** places;
  return String(rounded).includes('e') ? String(rounded) : rounded.toFixed(places);
};

const withSuffix =
  (suffix: string, factor = 1): Format =>
  (value, decimals) =>
    `${formatFixed(value * factor, decimals)}${suffix}`;

/** The largest of the units that the number fills once. */
function scaled(factor: number, units: readonly string[]): Format {
  return (value, decimals) => {
    if (!Number.isFinite(value)) return value.toLocaleString();
    const power = Math.floor(Math.log10(Math.abs(value)) / Math.log10(factor));
    const index = Math.min(Math.max(power, 0), units.length - 1);
    return `${formatFixed(value / factor ** index, decimals)}${units[index]}`;
  };
}

const perSecond = (symbol: string): Format => scaled(1000, ['', 'K', 'M', 'B', 'T'].map((prefix) => `${prefix} ${symbol}`));

type Step = readonly [below: number, perUnit: number, suffix: string];

function stepped(steps: readonly Step[]): Format {
  return (value, decimals) => {
    const size = Math.abs(value);
    const [, perUnit, suffix] = steps.find(([below]) => size < below) ?? (steps.at(-1) as Step);
    return `${formatFixed(value / perUnit, decimals)} ${suffix}`;
  };
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const WEEK = 604_800;
const YEAR = 31_556_900;

const sizedSeconds = stepped([
  [1e-6, 1e-9, 'ns'],
  [1e-3, 1e-6, 'µs'],
  [1, 1e-3, 'ms'],
  [MINUTE, 1, 's'],
  [HOUR, MINUTE, 'min'],
  [DAY, HOUR, 'hour'],
  [WEEK, DAY, 'day'],
  [31_536_000, WEEK, 'week'],
  [Infinity, YEAR, 'year'],
]);

/** Nothing is no nanoseconds. */
const seconds: Format = (value, decimals) => (value === 0 ? '0 s' : sizedSeconds(value, decimals));

const milliseconds = stepped([
  [1e3, 1, 'ms'],
  [MINUTE * 1e3, 1e3, 's'],
  [HOUR * 1e3, MINUTE * 1e3, 'min'],
  [DAY * 1e3, HOUR * 1e3, 'hour'],
  [31_536_000e3, DAY * 1e3, 'day'],
  [Infinity, 31_536_000e3, 'year'],
]);

/** As the browser's language writes numbers: 12,345.6. */
const locale: Format = (value, decimals) => value.toLocaleString(undefined, decimals === undefined ? {} : { maximumFractionDigits: decimals });

const FORMATS: Readonly<Record<string, Format>> = {
  none: formatFixed,
  locale,
  short: scaled(1000, ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr', ' Quint', ' Sext', ' Sept']),
  percent: withSuffix('%'),
  percentunit: withSuffix('%', 100),
  s: seconds,
  ms: milliseconds,
  bytes: scaled(1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB', ' EiB', ' ZiB', ' YiB']),
  reqps: perSecond('req/s'),
  ops: perSecond('ops/s'),
  cps: perSecond('c/s'),
};

export const KNOWN_UNITS: readonly string[] = Object.keys(FORMATS);

/** A unit that Grafana does not know either is a suffix of its own. */
export function formatOf(unit: string | undefined): Format {
  if (unit === undefined || unit === '') return formatFixed;
  return FORMATS[unit] ?? withSuffix(` ${unit}`);
}
