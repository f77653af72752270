/**
 * `Retry-After` in milliseconds from `now`: whole seconds or a date (RFC 9110, section 10.2.3). Undefined when it is
 * missing or neither; 0 for a date that has passed.
 */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
