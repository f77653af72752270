import { describe, expect, it } from 'vitest';
import { formatAgo, formatClock, formatDuration, formatTime } from './time.ts';

const AT = Date.UTC(2026, 10, 29, 7, 2, 8);

describe('a time', () => {
  it('says its zone', () => {
    expect(formatTime(AT, 'utc')).toBe('2026-11-29 07:02:08 UTC');
    expect(formatTime(AT, 'local')).toMatch(/^2026-11-(28|29|30) \d\d:\d\d:08 GMT([+-]\d+(:\d\d)?)?$/);
    expect(formatTime(AT + 45, 'utc', true)).toBe('2026-11-29 07:02:08.045 UTC');
    expect(formatClock(AT, 'utc')).toBe('07:02');
    expect(formatTime(Date.UTC(2026, 0, 1), 'utc')).toBe('2026-01-01 00:00:00 UTC');
  });
});

describe('a duration', () => {
  it('is written in the one or two units that matter', () => {
    const said = [0, 87.4, 1_000, 4_230, 9_949, 9_950, 59_499, 59_500, 200_000, 3_600_000, 7_500_000, 86_400_000, 273_600_000, -1, NaN].map(formatDuration);
    expect(said).toEqual(['0 ms', '87 ms', '1.0 s', '4.2 s', '9.9 s', '10 s', '59 s', '1 min', '3 min 20 s', '1 h', '2 h 5 min', '1 d', '3 d 4 h', '–', '–']);
  });
});

describe('how long ago', () => {
  it('is one unit, of the past or the future', () => {
    const said = [0, 1_999, 2_000, 59_999, 60_000, 3_599_999, 3_600_000, 172_800_000].map((ms) => formatAgo(0, ms));
    expect(said).toEqual(['just now', 'just now', '2 s ago', '59 s ago', '1 min ago', '59 min ago', '1 h ago', '2 d ago']);
    expect(formatAgo(7_200_000, 0)).toBe('in 2 h');
  });
});
