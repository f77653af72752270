/** What came back for one attempt at a click. */
export type Answer = {
  /** Absent when there was no answer: refused connection, reset, time-out. */
  readonly status?: number;
  /** Why there was no answer. */
  readonly error?: string;
  readonly clickId?: string;
  /** What a 429 or 503 says about the click: `not-accepted`, `unknown` or `accepted`. */
  readonly outcome?: string;
  /** Which bucket a 429 came from. */
  readonly bucket?: string;
  readonly retryAfterMs?: number;
};

type Fields = Readonly<Record<string, unknown>>;

/** Reads the parts of an answer that the load looks at; a body that is no JSON object has none of them. */
export function readAnswer(status: number, headers: Fields, body: string, now = Date.now()): Answer {
  const fields = parseObject(body);
  const retryAfterMs = readRetryAfter(headers['retry-after'], now);
  return {
    status,
    ...pick(fields, 'clickId'),
    ...pick(fields, 'outcome'),
    ...pick(fields, 'bucket'),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, section 10.2.3). */
function readRetryAfter(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function pick<Name extends string>(fields: Fields, name: Name): { [N in Name]?: string } {
  const value = fields[name];
  return (typeof value === 'string' ? { [name]: value } : {}) as { [N in Name]?: string };
}

function parseObject(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}
