import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRetryAfter } from './retry-after.js';
import { isRepeatable, isOutcomeUnknown, retryDelay } from './retry.js';

const problem = (outcome?: 'not-accepted' | 'unknown' | 'accepted') => ({ problem: { type: '/docs/problems/any', ...(outcome && { outcome }) } });

describe('what is sent again', () => {
  it('is what was not answered, what was refused for now, and what has an unknown outcome', () => {
    const again = [{ error: 'reset' }, { status: 408 }, { status: 429, ...problem('not-accepted') }, { status: 503, ...problem('unknown') }, { status: 500 }, { status: 502 }];
    expect(again.filter((answer) => !isRepeatable(answer))).toEqual([]);
  });

  it('is neither what is safe nor what will be refused again', () => {
    const done = [{ status: 202 }, { status: 200 }, { status: 400 }, { status: 401 }, { status: 422 }, { status: 429, ...problem('accepted') }, { status: 503, ...problem('accepted') }];
    expect(done.filter(isRepeatable)).toEqual([]);
  });
});

it('leaves the outcome of a click unknown unless the answer says that it was not accepted', () => {
  const unknown = [{}, { error: 'time-out' }, { status: 503 }, { status: 503, ...problem('unknown') }, { status: 500, ...problem() }];
  expect(unknown.filter((answer) => !isOutcomeUnknown(answer))).toEqual([]);
  const closed = [{ status: 202 }, { status: 400 }, { status: 429 }, { status: 503, ...problem('not-accepted') }, { status: 503, ...problem('accepted') }];
  expect(closed.filter(isOutcomeUnknown)).toEqual([]);
});

describe('the wait before the next attempt', () => {
  it('is at least as long as the server asked, and at most five seconds more, however often it was tried', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(60_000), chance, (attempts, retryAfterMs, random) => {
        const delay = retryDelay(attempts, retryAfterMs, () => random);
        return delay >= retryAfterMs && delay <= retryAfterMs + 5000;
      }),
    );
  });

  it('is spread over a window that begins at nothing and doubles', () => {
    expect([1, 2, 3, 4].map((attempts) => retryDelay(attempts, undefined, () => 1))).toEqual([100, 200, 400, 800]);
    expect([1, 2, 3, 4].map((attempts) => retryDelay(attempts, undefined, () => 0))).toEqual([0, 0, 0, 0]);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');

  it.each([
    ['3', 3000],
    ['0', 0],
    ['Mon, 23 Nov 2026 10:00:05 GMT', 5000],
    ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%o is %o ms', (value, expected) => {
    expect(readRetryAfter(value, now)).toBe(expected);
  });
});
