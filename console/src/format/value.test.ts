import { describe, expect, it } from 'vitest';
import { formatShort, formatValue, timeOf } from './value.ts';

describe('a datum', () => {
  it('is a text that can be read', () => {
    expect(formatValue('<b>')).toBe('<b>');
    expect(formatValue({ a: 1 })).toBe('{\n  "a": 1\n}');
    expect(formatValue(undefined)).toBe('–');
  });

  it('is short in a table, with lists by their length', () => {
    expect(formatShort({ code: 'INTERNAL', limit: 25, ids: ['a', 'b'] })).toBe('code: INTERNAL, limit: 25, ids: 2 of them');
    expect(formatShort({ ids: ['a'], none: [] })).toBe('ids: a, none: none');
  });

  it('is a time where it is written as one', () => {
    expect(timeOf('2026-11-29T10:00:00.000Z')).toBe(Date.UTC(2026, 10, 29, 10));
    expect([timeOf('2026'), timeOf(5), timeOf('2026-11-29 10:00')]).toEqual([undefined, undefined, undefined]);
  });
});
