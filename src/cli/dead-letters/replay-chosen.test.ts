import { describe, expect, it } from 'vitest';
import { findFault } from './replay-chosen.js';

const OPTIONS = { limit: 100, rate: 10 };

describe('the choice of letters to replay', () => {
  it('is good by ids, by a filter, or by all', () => {
    expect(findFault(['c1'], OPTIONS)).toBeUndefined();
    expect(findFault([], { ...OPTIONS, code: 'INTERNAL', olderThan: 1000 })).toBeUndefined();
    expect(findFault([], { ...OPTIONS, all: true })).toBeUndefined();
    expect(findFault([], { ...OPTIONS, all: true, limit: 5000, allowMoreThan100: true })).toBeUndefined();
  });

  it.each([
    [[], {}, 'Say which'],
    [[], { all: true, newerThan: 1000 } as const, 'not both'],
    [['c1'], { all: true } as const, 'not both'],
    [['c1'], { code: 'INTERNAL' } as const, 'not both'],
    [[], { all: true, limit: 101 } as const, 'needs --allow-more-than-100'],
    [Array.from({ length: 101 }, (_, index) => `c${index}`), {}, 'needs --allow-more-than-100'],
  ])('%j with %j is refused', (ids, options, why) => {
    expect(findFault(ids, { ...OPTIONS, ...options })).toContain(why);
  });
});
