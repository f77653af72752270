import { parseList } from 'structured-headers';
import { describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../admission/bucket-limits.js';
import { clickPolicies, createTokensLeft, emptyBucket, policyOf } from './rate-limit-fields.js';

/** The items of a list of strings, with their parameters. */
function parse(field: string | undefined) {
  return parseList(field ?? '').map(([name, parameters]) => [name, Object.fromEntries(parameters)]);
}

describe('RateLimit-Policy', () => {
  it('names each bucket that has a rate: what it holds, and the seconds in which it fills', () => {
    const limits = { global: { rate: 12_000, burst: 24_000 }, user: { rate: 5, burst: 11 }, ip: { rate: 0, burst: 1 } };
    expect(parse(clickPolicies(limits))).toEqual([
      ['global', { q: 24_000, w: 2 }],
      ['user', { q: 11, w: 3 }],
    ]);
    expect(parse(policyOf('read', { rate: 1000, burst: 1 }))).toEqual([['read', { q: 1, w: 1 }]]);
  });

  it('is not there without a limit', () => {
    expect(clickPolicies(NO_LIMITS)).toBeUndefined();
    expect(policyOf('user', NO_LIMITS.user)).toBeUndefined();
    expect(createTokensLeft('user', NO_LIMITS.user)).toBeUndefined();
  });
});

describe('RateLimit', () => {
  const left = createTokensLeft('user', { rate: 5, burst: 10 });

  it.each([
    ['full', 0, 10, 0],
    ['with one token taken', 200_000, 9, 1],
    ['a little before the tenth token', 1, 9, 1],
    ['with half a token', 1_900_000, 0, 1],
    ['empty', 2_000_000, 0, 1],
  ])('of a bucket %s', (_name, fullInMicros, r, t) => {
    expect(parse(left?.(fullInMicros))).toEqual([['user', { r, t }]]);
  });

  it('tells the whole seconds until the next token, however slowly it comes', () => {
    const slow = createTokensLeft('read', { rate: 0.25, burst: 2 });
    expect(parse(slow?.(4_000_000))).toEqual([['read', { r: 1, t: 4 }]]);
    expect(parse(slow?.(2_500_001))).toEqual([['read', { r: 1, t: 3 }]]);
    expect(parse(emptyBucket('ip', 1001))).toEqual([['ip', { r: 0, t: 2 }]]);
  });
});
