import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseCount, parseDuration, parseMinute, parseRate, parseShare } from './arguments.js';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['1.5s', 1500],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['90d', 7_776_000_000],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['60', 's', '-1s', '1 s', '1w', ''])('refuses "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(InvalidArgumentError);
  });
});

describe('parseMinute', () => {
  it.each(['2026-01-31T12:34', '2026-01-31T12:34Z'])('reads %s', (text) => {
    expect(parseMinute(text)).toBe(Date.UTC(2026, 0, 31, 12, 34));
  });

  it.each(['2026-01-31', '12:34', '2026-01-31T12:34:56', '2026-13-31T12:34', '2026-01-31T12:34+01:00', ''])('refuses "%s"', (text) => {
    expect(() => parseMinute(text)).toThrow(InvalidArgumentError);
  });
});

describe('numbers', () => {
  it('are read', () => {
    expect([parseCount('3'), parseRate('0.5'), parseShare('0'), parseShare('0.05')]).toEqual([3, 0.5, 0, 0.05]);
  });

  it.each([
    [parseCount, '0'],
    [parseCount, '1.5'],
    [parseCount, 'many'],
    [parseRate, '0'],
    [parseRate, 'Infinity'],
    [parseShare, '1'],
    [parseShare, '-0.1'],
    [parseShare, ''],
  ])('are refused: %o of "%s"', (parse, text) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError);
  });
});
