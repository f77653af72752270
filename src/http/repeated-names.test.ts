import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRepeatedNames } from './repeated-names.js';

describe('hasRepeatedNames', () => {
  it.each(['{"a":1,"a":1}', '{"a":1 , "\\u0061" : 2}', '{"b":{"a":1,"a":2}}', '[{"a":1},{"a":1,"b":2,"a":3}]', '{"a":"}","a":2}', '{"":1,"":2}'])(
    'finds the name in %s',
    (json) => expect(hasRepeatedNames(json)).toBe(true),
  );

  it.each(['{}', '{"a":1,"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a\\":","b":"a:"}', '{"a":"{\\"a\\":1}"}', '["a","a"]'])('finds none in %s', (json) =>
    expect(hasRepeatedNames(json)).toBe(false),
  );

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !hasRepeatedNames(JSON.stringify(value, null, 1))));
  });
});
