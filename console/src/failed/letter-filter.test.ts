import { describe, expect, it } from 'vitest';
import { fromLocalInput, isNarrow, toLetterFilter, toLetterQuery, toLettersAddress, toLocalInput, type LetterFilter } from './letter-filter.ts';

const present = (query: Readonly<Record<string, string | null>>) => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null)) as Record<string, string>;

describe('a filter of dead letters', () => {
  it.each<LetterFilter>([
    { state: 'open' },
    { state: 'all', code: 'LEDGER_REFUSED', user: '<b>&"', since: '2026-11-29T10:00:00.000Z', before: '2026-11-29T11:00:00.000Z' },
  ])('is the same after its way through the address: %j', (filter) => {
    expect(toLetterFilter(present(toLetterQuery(filter)))).toEqual(filter);
  });

  it('leaves out of the address what is so anyway', () => {
    expect(present(toLetterQuery({ state: 'open' }))).toEqual({});
  });

  it('reads what is no filter as none', () => {
    expect(toLetterFilter({ state: 'closed', since: 'yesterday', before: '2026', code: '' })).toEqual({ state: 'open' });
  });

  it('asks the API for a page', () => {
    const filter = toLetterFilter({ state: 'all', user: 'a&b' });
    expect(toLettersAddress(filter, { limit: 50, order: 'oldest', cursor: '1764000000000-c1' })).toBe('/api/admin/dead-letters?state=all&user=a%26b&limit=50&order=oldest&cursor=1764000000000-c1');
  });

  it('is narrow when it leaves out open letters', () => {
    expect(isNarrow({ state: 'replayed' })).toBe(false);
    expect(isNarrow({ state: 'open', user: 'anna' })).toBe(true);
  });
});

describe('a time in an input', () => {
  it('comes back as the same minute', () => {
    expect(fromLocalInput(toLocalInput('2026-11-29T10:05:00.000Z'))).toBe('2026-11-29T10:05:00.000Z');
    expect([toLocalInput(undefined), toLocalInput('soon'), fromLocalInput(''), fromLocalInput('soon')]).toEqual(['', '', undefined, undefined]);
  });
});
