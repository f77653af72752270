import { describe, expect, it } from 'vitest';
import { keyOfAlert } from './alert-words.ts';

describe('the key of an alert', () => {
  it('is the same whatever the order of its labels, and another for other labels', () => {
    expect(keyOfAlert({ name: 'A', labels: { a: '1', b: '2' } })).toBe(keyOfAlert({ name: 'A', labels: { b: '2', a: '1' } }));
    expect(keyOfAlert({ name: 'A', labels: { a: '1' } })).not.toBe(keyOfAlert({ name: 'A', labels: { a: '2' } }));
  });
});
