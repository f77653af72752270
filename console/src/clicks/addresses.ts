import type { ClickName } from '../../../src/console/found.ts';

/** What the address of the view says to look for. Names that are not in it are null, for `changeQuery`. */
export type Search = { readonly click: string | null; readonly trace: string | null; readonly user: string | null; readonly key: string | null; readonly cursor: null };

const NOTHING: Search = { click: null, trace: null, user: null, key: null, cursor: null };

export function toSearch(name: ClickName | { readonly userId: string }): Search {
  if ('clickId' in name) return { ...NOTHING, click: name.clickId };
  if ('traceId' in name) return { ...NOTHING, trace: name.traceId };
  return { ...NOTHING, user: name.userId, key: 'idempotencyKey' in name ? name.idempotencyKey : null };
}

/** Of the query of the address; a user alone stands for all clicks of theirs. */
export function fromSearch({ click, trace, user, key }: Readonly<Record<string, string | undefined>>): ClickName | { readonly userId: string } | undefined {
  if (click) return { clickId: click };
  if (trace) return { traceId: trace };
  if (!user) return undefined;
  return key ? { userId: user, idempotencyKey: key } : { userId: user };
}

/** Where the console shows it. */
export function viewOf(name: ClickName | { readonly userId: string }): string {
  return `/console/clicks?${writeQuery(toSearch(name))}`;
}

export const letterView = (id: string): string => `/console/failed/${encodeURIComponent(id)}`;

/** Where the API tells of it. */
export function clicksAddress(name: ClickName): string {
  const query = 'userId' in name ? { user: name.userId, key: name.idempotencyKey } : name;
  return `/api/admin/clicks?${writeQuery(query)}`;
}

export function userAddress(userId: string, limit: number, cursor: string | undefined): string {
  return `/api/admin/users/${encodeURIComponent(userId)}/clicks?${writeQuery({ limit: String(limit), cursor: cursor ?? null })}`;
}

function writeQuery(query: Readonly<Record<string, string | null>>): string {
  return new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null)).toString();
}
