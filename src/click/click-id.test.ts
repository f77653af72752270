import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLICK_ID_PATTERN, createClickId, fingerprintBody, isFingerprintOf } from './click-id.js';

describe('createClickId', () => {
  it('is "c" and the first 40 hex digits of SHA-256(user, NUL, key)', () => {
    const digest = createHash('sha256').update('alice\0key-00000001').digest('hex');
    expect(createClickId('alice', 'key-00000001')).toBe(`c${digest.slice(0, 40)}`);
    expect(createClickId('alice', 'key-00000001')).toMatch(new RegExp(CLICK_ID_PATTERN));
  });

  it('differs when the user or the key differs, also where their letters run into each other', () => {
    expect(createClickId('alice', 'bkey-0001')).not.toBe(createClickId('aliceb', 'key-0001'));
  });
});

describe('fingerprintBody', () => {
  const body = fc.record({ clientTimestamp: fc.string(), source: fc.string() }, { requiredKeys: [] });

  it('is equal for equal bodies only, whatever the order of their members', () => {
    fc.assert(
      fc.property(body, body, (one, other) => {
        const same = one.clientTimestamp === other.clientTimestamp && one.source === other.source;
        const reversed = Object.fromEntries(Object.entries(one).reverse());
        expect(fingerprintBody('alice', one) === fingerprintBody('alice', other)).toBe(same);
        expect(fingerprintBody('alice', reversed)).toBe(fingerprintBody('alice', one));
      }),
    );
  });

  it('tells its user, and nobody else', () => {
    const user = fc.stringMatching(/^[\x21-\x7e]{1,20}$/);
    fc.assert(
      fc.property(user, user, body, (one, other, content) => {
        expect(isFingerprintOf(one, fingerprintBody(one, content))).toBe(true);
        expect(isFingerprintOf(other, fingerprintBody(one, content))).toBe(one === other);
      }),
    );
  });
});
