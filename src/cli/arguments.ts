import { InvalidArgumentError, Option } from 'commander';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads a duration, `500ms`, `60s`, `5m`, `12h` or `90d`, in milliseconds. */
export function parseDuration(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('Write a number and its unit: 500ms, 60s, 5m, 12h or 90d.');
  return Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** An option that takes a duration; the help shows its default as it would be written. */
export function durationOption(flags: string, description: string, standard: string): Option {
  return new Option(flags, description).argParser(parseDuration).default(parseDuration(standard), standard);
}

/** Reads a minute in UTC, `2026-01-31T12:34`, with or without a Z, in milliseconds since 1970. */
export function parseMinute(text: string): number {
  const [, minute] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)Z?$/.exec(text) ?? [];
  const at = Date.parse(`${minute ?? ''}Z`);
  if (Number.isNaN(at)) throw new InvalidArgumentError('Write a minute in UTC: 2026-01-31T12:34.');
  return at;
}

/** Reads a whole number of at least 1. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Write a whole number of at least 1.');
  return count;
}

/** Reads a number above 0. */
export function parseRate(text: string): number {
  const rate = Number(text);
  if (!Number.isFinite(rate) || rate <= 0) throw new InvalidArgumentError('Write a number above 0.');
  return rate;
}

/** Reads a share from 0 up to, but not including, 1. */
export function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share < 1)) throw new InvalidArgumentError('Write a share, as 0.05.');
  return share;
}
