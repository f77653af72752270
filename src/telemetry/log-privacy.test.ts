import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFieldProtector } from './log-privacy.js';
import { shortenAddress } from './shorten-address.js';

const SECRET = 'a key that nobody else has got, of 32 characters';
const hash = (value: string) => createHmac('sha256', SECRET).update(value).digest('hex').slice(0, 32);

describe('ids', () => {
  it('stand in clear as long as nobody wants it otherwise', () => {
    const line = { userId: 'user-1', idempotencyKey: 'key-1', clientIp: '10.1.2.3' };
    expect(createFieldProtector({ ip: 'full' })(line)).toBe(line);
  });

  it('are hashed with the key, the same in every line, and nothing else is', () => {
    const protect = createFieldProtector({ idsSecret: SECRET, ip: 'full' });
    const line = { userId: 'user-1', idempotencyKey: null, clickId: 'c1', clickIds: ['c1'], traceId: 't', durationMs: 1, clientIp: '10.1.2.3' };
    expect(protect(line)).toEqual({ ...line, userId: hash('user-1') });
    expect(protect({ userId: 'user-1', idempotencyKey: 'user-1' })).toEqual({ userId: hash('user-1'), idempotencyKey: hash('user-1') });
    expect(createFieldProtector({ idsSecret: `${SECRET}!`, ip: 'full' })({ userId: 'user-1' })).not.toEqual({ userId: hash('user-1') });
  });

  it('are found by no one in the texts of faults', () => {
    const protect = createFieldProtector({ idsSecret: SECRET, ip: 'full' });
    const error = `E11000 duplicate key error dup key: { _id: "user-1" } and 'key-1'`;
    const kept = protect({ where: 'posting', error, cause: error, stack: `Error: ${error}\n    at file.js:1:2`, errorCode: 'INTERNAL' });
    expect(kept.error).toBe(`E11000 duplicate key error dup key: { _id: "${hash('user-1')}" } and "${hash('key-1')}"`);
    expect(JSON.stringify(kept)).not.toMatch(/user-1|key-1/);
    expect(kept).toMatchObject({ where: 'posting', errorCode: 'INTERNAL', stack: expect.stringContaining('at file.js:1:2') as string });
  });
});

describe('addresses', () => {
  it('can be left out or shortened', () => {
    expect(createFieldProtector({ ip: 'none' })({ clientIp: '10.1.2.3', userId: 'user-1' })).toEqual({ clientIp: null, userId: 'user-1' });
    expect(createFieldProtector({ ip: 'shortened' })({ clientIp: '10.1.2.3' })).toEqual({ clientIp: '10.1.2.0' });
    expect(createFieldProtector({ ip: 'shortened' })({ clientIp: null })).toEqual({ clientIp: null });
  });

  it.each([
    ['203.0.113.77', '203.0.113.0'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['2001:0DB8:0000:2::6', '2001:db8::'],
    ['2001:db8::6', '2001:db8::'],
    ['1::2:3:4:5:6:7', '1:0:2::'],
    ['::1', '::'],
    ['::2:3:4:5:6:7:8', '0:2:3::'],
    ['fe80::1%eth0', 'fe80::'],
    ['64:ff9b::192.0.2.33', '64:ff9b::'],
    ['1:2:3:4:5:6:192.0.2.33', '1:2:3::'],
    ['not an address', null],
  ])('of %s keeps %s', (address, network) => {
    expect(shortenAddress(address)).toBe(network);
  });

  it('are shortened to an address, which stays as it is when it is shortened again', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const network = shortenAddress(address) ?? '';
        expect(shortenAddress(network)).toBe(network);
        expect(isIPv6(network)).toBe(true);
      }),
    );
  });
});
