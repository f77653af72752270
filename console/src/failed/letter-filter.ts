import type { LettersQuery } from '../../../src/http/routes/admin-schemas.ts';

/** Which dead letters are shown, as the address of the view says it. */
export type LetterFilter = {
  readonly state: 'open' | 'replayed' | 'all';
  readonly code?: string;
  readonly user?: string;
  /** First failed at this time or later, before that one: RFC 3339. */
  readonly since?: string;
  readonly before?: string;
};

export type LetterPage = Pick<LettersQuery, 'order' | 'cursor'> & { readonly limit: number };

/** Of the query of an address; what is no filter is left out, so that a mistyped address shows something. */
export function toLetterFilter({ state, code, user, since, before }: Readonly<Record<string, string | undefined>>): LetterFilter {
  return {
    state: state === 'replayed' || state === 'all' ? state : 'open',
    ...(code && { code }),
    ...(user && { user }),
    ...(isTime(since) && { since }),
    ...(isTime(before) && { before }),
  };
}

/** What the address says of it; what is so unless said otherwise is not there. */
export function toLetterQuery({ state, code, user, since, before }: LetterFilter): Record<keyof LetterFilter, string | null> {
  return {
    state: state === 'open' ? null : state,
    code: code ?? null,
    user: user ?? null,
    since: since ?? null,
    before: before ?? null,
  };
}

/** Whether it leaves anything out but replayed ones. */
export const isNarrow = ({ code, user, since, before }: LetterFilter): boolean => Boolean(code ?? user ?? since ?? before);

/** The address of a page of them at the API, which says what is wrong with a code that there is not. */
export function toLettersAddress(filter: LetterFilter, { limit, order, cursor }: LetterPage): string {
  const query = { ...filter, limit: String(limit), order, cursor };
  const parameters = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/api/admin/dead-letters?${new URLSearchParams(parameters).toString()}`;
}

/** A time for `<input type="datetime-local">`, in the zone of this machine, to the minute. */
export function toLocalInput(time: string | undefined): string {
  if (!isTime(time)) return '';
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** And back: what stands in that input, as RFC 3339. */
export function fromLocalInput(text: string): string | undefined {
  const date = new Date(text);
  return text === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function isTime(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}
