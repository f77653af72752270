import { describe, expect, inject, it } from 'vitest';

describe('shared servers', () => {
  it('are provided', () => {
    expect(inject('redisUrl')).toMatch(/^redis:/);
    expect(inject('mongodbUrl')).toMatch(/^mongodb:/);
  });
});
