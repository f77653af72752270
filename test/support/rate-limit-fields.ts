import { parseList } from 'structured-headers';

type Headers = Readonly<Record<string, unknown>>;
type Items = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The rate limit fields of an answer, read as RFC 9651 says: parameters by policy. */
export function readRateLimit(headers: Headers): { readonly policies: Items; readonly limits: Items; readonly retryAfter: number } {
  return {
    policies: readItems(headers['ratelimit-policy']),
    limits: readItems(headers['ratelimit']),
    retryAfter: Number(headers['retry-after'] ?? NaN),
  };
}

function readItems(field: unknown): Items {
  if (field === undefined) return {};
  const items = parseList(String(field)).map(([name, parameters]) => {
    if (typeof name !== 'string') throw new Error(`${String(field)} holds an item that is no string`);
    for (const [parameter, value] of parameters) {
      if (!Number.isInteger(value)) throw new Error(`${parameter} of ${String(field)} is no integer`);
    }
    return [name, Object.fromEntries(parameters) as Record<string, number>] as const;
  });
  return Object.fromEntries(items);
}
