import { describe, expect, it } from 'vitest';
import { changeQuery } from './query.ts';

describe('an address with other parameters', () => {
  it('keeps those that are not named, drops those that are null, and is the same for the same state', () => {
    expect(changeQuery('/console/', '?b=2&a=1', { c: '3' })).toBe('/console/?a=1&b=2&c=3');
    expect(changeQuery('/console/', '?c=3&a=1', { b: '2' })).toBe('/console/?a=1&b=2&c=3');
    expect(changeQuery('/console/', '?a=1', { a: null })).toBe('/console/');
  });

  it('holds any text', () => {
    const address = changeQuery('/x', '', { q: '<b>&=#ü' });
    expect(new URLSearchParams(address.slice(3)).get('q')).toBe('<b>&=#ü');
  });
});
