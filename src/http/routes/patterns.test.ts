import { describe, expect, it } from 'vitest';
import * as adminSchemas from './admin-schemas.js';
import * as schemas from './schemas.js';

/** Every regular expression in a schema, at any depth. */
function patternsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) => (name === 'pattern' && typeof value === 'string' ? [value] : patternsIn(value)));
}

const patterns = [...new Set([...Object.values(schemas), ...Object.values(adminSchemas)].flatMap(patternsIn))];

describe('the patterns of the schemas', () => {
  it('are there', () => expect(patterns.length).toBeGreaterThan(1));

  it.each(patterns)('%s takes a time that grows with the text and no faster: anchored, and no group is repeated', (pattern) => {
    expect(pattern).toMatch(/^\^.*\$$/);
    expect(pattern).not.toMatch(/\)[*+?{]/);
    expect(pattern.match(/[*+]/g) ?? []).toHaveLength(pattern.includes('*') ? 1 : 0);
  });
});
