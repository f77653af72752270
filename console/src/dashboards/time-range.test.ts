import { describe, expect, it } from 'vitest';
import { durationMs, momentOf, rangeInAddress, rangeOf, zoomOut } from './time-range.ts';

const NOW = Date.parse('2026-03-04T12:34:56Z');
const HOUR = 3_600_000;

describe('momentOf', () => {
  it.each([
    ['now', NOW],
    ['now-1h', NOW - HOUR],
    ['now-1d-2h', NOW - 26 * HOUR],
    ['now+5m', NOW + 300_000],
    ['1772625600000', 1772625600000],
    ['2026-03-04T12:00:00Z', 1772625600000],
    ['now/h', Date.parse('2026-03-04T12:00:00Z')],
  ])('reads %s', (text, moment) => {
    expect(momentOf(text, NOW, 'start')).toBe(moment);
  });

  it('rounds the end of a range up to the end of its day', () => {
    const [start, end] = [momentOf('now/d', NOW, 'start') ?? 0, momentOf('now/d', NOW, 'end') ?? 0];
    expect(new Date(start).getHours()).toBe(0);
    expect(end - start).toBe(24 * HOUR - 1);
  });

  it.each(['soon', 'now-1', 'now-1h*2', ''])('cannot read "%s"', (text) => {
    expect(momentOf(text, NOW, 'start')).toBeUndefined();
  });
});

it('reads durations', () => {
  expect(['30s', '5m', '500ms', '', 'off', undefined].map(durationMs)).toEqual([30_000, 300_000, 500, undefined, undefined, undefined]);
});

describe('a range', () => {
  it('needs its start before its end', () => {
    expect(rangeOf({ from: 'now-1h', to: 'now' }, NOW)).toEqual({ from: NOW - HOUR, to: NOW });
    expect(rangeOf({ from: 'now', to: 'now-1h' }, NOW)).toBeUndefined();
  });

  it('comes from the address, else from the dashboard', () => {
    const initial = { from: 'now-6h', to: 'now' };
    expect(rangeInAddress(new URLSearchParams(''), initial)).toEqual(initial);
    expect(rangeInAddress(new URLSearchParams('from=now-5m'), initial)).toEqual({ from: 'now-5m', to: 'now' });
  });

  it('surrounds a time that a point links to', () => {
    expect(rangeInAddress(new URLSearchParams('time=1000000&time.window=120000'), { from: 'now-6h', to: 'now' })).toEqual({ from: '940000', to: '1060000' });
  });

  it('grows to twice its length, but not into the future', () => {
    expect(zoomOut({ from: NOW - 4 * HOUR, to: NOW - 2 * HOUR }, NOW)).toEqual({ from: NOW - 5 * HOUR, to: NOW - HOUR });
    expect(zoomOut({ from: NOW - HOUR, to: NOW }, NOW)).toEqual({ from: NOW - 2 * HOUR, to: NOW });
  });
});
