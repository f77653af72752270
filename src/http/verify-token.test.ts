import { base64url, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTokenVerifier, type TokenSettings } from './verify-token.js';

const SECRET = 'the first of two secrets, long enough';
const PREVIOUS = 'the second of two secrets, as long';
const CLAIMS = { issuer: 'here', audience: 'clicks' };
const now = () => Math.floor(Date.now() / 1000);
const good = () => ({ sub: 'user-1', iss: 'here', aud: 'clicks', scope: 'click', exp: now() + 600 });

const sign = (claims: object, { secret = SECRET, header = {} }: { secret?: string; header?: object } = {}) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256', ...header }).sign(new TextEncoder().encode(secret));

/** Headers and claims as they are, signed by nobody. */
const unsigned = (header: object, claims: object, signature = '') =>
  `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}.${signature}`;

const verifierOf = (more: Partial<TokenSettings> = {}) => createTokenVerifier({ secret: SECRET, ...CLAIMS, ...more });

async function reasonFor(token: string | Promise<string>, more: Partial<TokenSettings> = {}): Promise<string> {
  const verdict = await verifierOf(more)(await token);
  return verdict.kind === 'good' ? 'good' : verdict.reason;
}

describe('a token', () => {
  it('that is good tells user, scopes and its end with a leeway of 30 s', async () => {
    const claims = { ...good(), scope: 'click metrics' };
    expect(await verifierOf()(await sign(claims))).toEqual({
      kind: 'good',
      userId: 'user-1',
      scopes: new Set(['click', 'metrics']),
      expiresAt: (claims.exp + 30) * 1000,
    });
  });

  it.each([
    ['malformed', () => 'not.a.token'],
    ['algorithm', () => unsigned({ alg: 'none' }, good())],
    ['algorithm', () => sign(good(), { header: { alg: 'HS512' }, secret: SECRET.repeat(2) })],
    ['signature', () => sign(good(), { secret: 'a secret of somebody else, long too' })],
    ['signature', () => unsigned({ alg: 'HS256' }, good(), 'AAAA')],
    ['expired', () => sign({ ...good(), exp: now() - 31 })],
    ['good', () => sign({ ...good(), exp: now() - 25 })],
    ['not-yet-valid', () => sign({ ...good(), nbf: now() + 60 })],
    ['good', () => sign({ ...good(), nbf: now() + 20 })],
    ['issuer', () => sign({ ...good(), iss: 'elsewhere' })],
    ['issuer', () => sign({ ...good(), iss: undefined })],
    ['audience', () => sign({ ...good(), aud: ['others'] })],
    ['audience', () => sign({ ...good(), aud: undefined })],
    ['claims', () => sign({ ...good(), exp: undefined })],
    ['claims', () => sign({ ...good(), sub: undefined })],
    ['claims', () => sign({ ...good(), sub: 'a user with spaces' })],
    ['malformed', () => sign(good(), { header: { crit: ['b64'], b64: true } })],
    ['malformed', () => sign(good(), { header: { kid: 'k'.repeat(257) } })],
    ['good', () => sign(good(), { header: { kid: 'k'.repeat(256), jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/', jwk: { kty: 'oct', k: 'AAAA' } } })],
  ])('is judged %s (%#)', async (reason, make) => {
    expect(await reasonFor(make())).toBe(reason);
  });

  it('may be signed with the previous secret while there is one', async () => {
    const token = await sign(good(), { secret: PREVIOUS });
    expect(await reasonFor(token)).toBe('signature');
    expect(await reasonFor(token, { previousSecret: PREVIOUS })).toBe('good');
    expect(await reasonFor(sign(good()), { previousSecret: PREVIOUS })).toBe('good');
  });

  it('must not live longer than allowed, and tell its issue then', async () => {
    const most = { maxLifetimeSeconds: 600 };
    expect(await reasonFor(sign({ ...good(), iat: now() }), most)).toBe('good');
    expect(await reasonFor(sign({ ...good(), iat: now() - 10 }), most)).toBe('claims');
    expect(await reasonFor(sign(good()), most)).toBe('claims');
  });

  it('that was found good is known at once the next time, until it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const verify = verifierOf();
    const token = await sign({ ...good(), exp: now() - 27 });
    const judging = verify(token);
    expect(judging).toBeInstanceOf(Promise);
    expect(await judging).toMatchObject({ kind: 'good' });
    expect(verify(token)).toMatchObject({ kind: 'good' });
    vi.setSystemTime(Date.now() + 3000);
    expect(await verify(token)).toEqual({ kind: 'rejected', reason: 'expired' });
  });
});
