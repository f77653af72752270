import { LETTER_CURSOR_PATTERN, type DeadLetter } from '../../ledger/dead-letters.js';
import { formatTable } from './format.js';
import { toLetterFilter, type FilterOptions } from './letter-filter.js';
import { refuse, withLetters } from './open-letters.js';

export type ListOptions = FilterOptions & {
  readonly state: 'open' | 'replayed' | 'all';
  readonly oldestFirst?: true;
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: true;
};

/** Runs the command; the result is the exit code. */
export async function listLetters(options: ListOptions): Promise<number> {
  const { state, oldestFirst, limit, cursor, json } = options;
  if (cursor !== undefined && !new RegExp(LETTER_CURSOR_PATTERN).test(cursor)) return refuse(`${cursor} is no cursor: give the one that a page ended with.`);
  const filter = toLetterFilter(options, Date.now());
  return withLetters(async ({ letters }) => {
    const page = await letters.list({ ...filter, state, order: oldestFirst ? 'oldest' : 'newest', limit, ...(cursor !== undefined && { cursor }) });
    const open = await letters.countOpen(filter);
    if (json) process.stdout.write(`${JSON.stringify({ open, ...page }, undefined, 2)}\n`);
    else process.stdout.write([...describePage(page.letters), `${open} open in all.`, ...describeNext(page.next)].map((line) => `${line}\n`).join(''));
    return 0;
  });
}

function describePage(letters: readonly DeadLetter[]): string[] {
  if (letters.length === 0) return ['There is no such dead letter.'];
  const heads = ['ID', 'CODE', 'USER', 'ATTEMPTS', 'FIRST FAILED', 'STATE'];
  return formatTable(heads, letters.map(({ id, code, payload, attempts, firstAt, state }) => [id, code, payload?.userId ?? '-', String(attempts), firstAt.toISOString(), state]));
}

function describeNext(next: string | undefined): string[] {
  return next === undefined ? [] : [`There are more: add --cursor ${next}`];
}
