import { describe, expect, it } from 'vitest';
import { formatOf } from './units.ts';

describe('formatOf', () => {
  it.each([
    ['none', 5000, undefined, '5000'],
    ['none', 0.123456, undefined, '0.123'],
    ['none', 2.5, undefined, '2.50'],
    ['none', 0, undefined, '0'],
    ['none', 1.005, 1, '1.0'],
    ['locale', 12345.678, 0, '12,346'],
    ['locale', 12345.678, undefined, '12,345.678'],
    ['percentunit', 0.9985, 2, '99.85%'],
    ['percentunit', 1, 2, '100.00%'],
    ['percentunit', -0.25, 1, '-25.0%'],
    ['s', 0.0123, undefined, '12.3 ms'],
    ['s', 0.0000123, undefined, '12.3 µs'],
    ['s', 0, undefined, '0 s'],
    ['s', 5, 1, '5.0 s'],
    ['s', 90, undefined, '1.50 min'],
    ['s', 86400, undefined, '1 day'],
    ['s', 2592000, 1, '4.3 week'],
    ['ms', 250, undefined, '250 ms'],
    ['ms', 1500, undefined, '1.50 s'],
    ['bytes', 1024, undefined, '1 KiB'],
    ['bytes', 1048576, undefined, '1 MiB'],
    ['bytes', 512, undefined, '512 B'],
    ['bytes', 1073741824, undefined, '1 GiB'],
    ['reqps', 950.4, undefined, '950 req/s'],
    ['reqps', 1000, undefined, '1K req/s'],
    ['ops', 12345, 1, '12.3K ops/s'],
    ['cps', 0.5, undefined, '0.500 c/s'],
    ['short', 1500000, undefined, '1.50 Mil'],
    ['clicks', 3, undefined, '3 clicks'],
    [undefined, 3.25, undefined, '3.25'],
  ] as const)('writes %s %d with %s decimals as %s', (unit, value, decimals, text) => {
    expect(formatOf(unit)(value, decimals)).toBe(text);
  });

  it('writes what is no number as it is', () => {
    expect(formatOf('reqps')(Number.NaN)).toBe('NaN');
    expect(formatOf('bytes')(Infinity)).toBe('∞');
  });
});
