import type { ErrorCode } from '../../click/codes.js';
import type { LetterFilter } from '../../ledger/dead-letters.js';

/** Options that choose letters; times are milliseconds before now. */
export type FilterOptions = { readonly code?: ErrorCode; readonly user?: string; readonly olderThan?: number; readonly newerThan?: number };

/** What the options mean at this time, in milliseconds since 1970. */
export function toLetterFilter({ code, user, olderThan, newerThan }: FilterOptions, now: number): LetterFilter {
  return {
    ...(code !== undefined && { code }),
    ...(user !== undefined && { userId: user }),
    ...(olderThan !== undefined && { before: new Date(now - olderThan) }),
    ...(newerThan !== undefined && { since: new Date(now - newerThan) }),
  };
}
