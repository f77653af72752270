/** Any datum as text, to be read: a text as it is, the rest as JSON. */
export function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? '–');
}

/** The same on one line, for a cell of a table. */
export function formatShort(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${shorten(value)}`)
    .join(', ');
}

function shorten(value: unknown): string {
  if (Array.isArray(value) && value.length > 1) return `${value.length} of them`;
  return Array.isArray(value) ? String(value[0] ?? 'none') : formatValue(value);
}

/** An ISO 8601 time in milliseconds since 1970, where the text is one. */
export function timeOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? Date.parse(value) : undefined;
}
