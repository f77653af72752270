import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRemoteKeys } from './remote-keys.js';
import { createTokenVerifier } from './verify-token.js';

type Issuer = { readonly jwk: JWK; readonly privateKey: CryptoKey; readonly kid: string; readonly alg: string };

async function createKey(kid: string, alg = 'ES256'): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }, privateKey, kid, alg };
}

const sign = ({ privateKey, kid, alg }: Issuer, header: object = {}) =>
  new SignJWT({ scope: 'click' })
    .setProtectedHeader({ alg, kid, ...header })
    .setSubject('user-1').setIssuer('here').setAudience('clicks').setExpirationTime('10m')
    .sign(privateKey);

/** An issuer that answers what it is told to, and a clock of its own. */
async function openKeys(answer: () => unknown, { algorithms = ['ES256'] as readonly string[] } = {}) {
  const world = { answer, now: 0, fetches: 0, faults: [] as unknown[] };
  const keys = createRemoteKeys({
    fetchKeys: async () => {
      world.fetches += 1;
      return world.answer();
    },
    now: () => world.now,
    onFault: (fault) => void world.faults.push(fault),
  });
  const verifyToken = createTokenVerifier({ remoteKeys: keys, algorithms, issuer: 'here', audience: 'clicks' });
  const reasonFor = async (token: string) => {
    const verdict = await verifyToken(token);
    return verdict.kind === 'good' ? 'good' : verdict.reason;
  };
  return { world, keys, reasonFor, start: () => onTestFinished(keys.start()) };
}

const failing = () => {
  throw new Error('HTTP 500');
};

describe("the issuer's keys", () => {
  it('check its tokens, and those of nobody else', async () => {
    const [one, two, other] = await Promise.all([createKey('one'), createKey('two'), createKey('one')]);
    const { keys, reasonFor, start } = await openKeys(() => ({ keys: [one.jwk, two.jwk] }));
    start();
    await expect.poll(() => keys.whyUnavailable()).toBeUndefined();
    expect(await reasonFor(await sign(one))).toBe('good');
    expect(await reasonFor(await sign(two))).toBe('good');
    expect(await reasonFor(await sign(other))).toBe('signature');
  });

  it('make nobody wait before they are there: tokens are neither good nor bad then', async () => {
    const key = await createKey('one');
    const { world, keys, reasonFor, start } = await openKeys(failing);
    start();
    await expect.poll(() => world.faults.length).toBeGreaterThan(0);
    expect(keys.whyUnavailable()).toMatch(/not been fetched/);
    expect(await reasonFor(await sign(key))).toBe('keys-unavailable');
    world.answer = () => ({ keys: [key.jwk] });
    await expect.poll(() => keys.whyUnavailable()).toBeUndefined();
    expect(await reasonFor(await sign(key))).toBe('good');
  });

  it('are never used with a secret: not by HS256 with the public key, not by a key of that kind in the set', async () => {
    const key = await createKey('one');
    const oct: JWK = { kty: 'oct', kid: 'shared', alg: 'HS256', k: Buffer.from('s'.repeat(40)).toString('base64url') };
    const { keys, reasonFor, start } = await openKeys(() => ({ keys: [key.jwk, oct] }));
    start();
    await expect.poll(() => keys.whyUnavailable()).toBeUndefined();
    const confused = (kid: string, secret: string) =>
      new SignJWT({ scope: 'click' }).setProtectedHeader({ alg: 'HS256', kid }).setSubject('user-1').setIssuer('here').setAudience('clicks').setExpirationTime('10m').sign(Buffer.from(secret));
    expect(await reasonFor(await confused('one', JSON.stringify(key.jwk)))).toBe('algorithm');
    expect(await reasonFor(await confused('shared', 's'.repeat(40)))).toBe('algorithm');
  });

  it('are used with the algorithms of the settings only', async () => {
    const [key, other] = [await createKey('one'), await createKey('two', 'RS256')];
    const { keys, reasonFor, start } = await openKeys(() => ({ keys: [key.jwk, other.jwk] }));
    start();
    await expect.poll(() => keys.whyUnavailable()).toBeUndefined();
    expect(await reasonFor(await sign(other))).toBe('algorithm');
    expect(await reasonFor(await sign(key))).toBe('good');
  });

  it('are asked for a new one at once, but not again within 30 s, however many tokens name keys that nobody knows', async () => {
    const [old, fresh] = [await createKey('old'), await createKey('fresh')];
    const { world, keys, reasonFor, start } = await openKeys(() => ({ keys: [old.jwk] }));
    start();
    await expect.poll(() => keys.whyUnavailable()).toBeUndefined();
    world.now = 31_000;
    const flood = Array.from({ length: 200 }, (_, index) => sign(old, { kid: `made-up-${index}` }).then(reasonFor));
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['unknown-key']));
    expect(world.fetches).toBe(2);
    world.answer = () => ({ keys: [old.jwk, fresh.jwk] });
    expect(await reasonFor(await sign(fresh))).toBe('unknown-key');
    world.now = 62_000;
    expect(await reasonFor(await sign(fresh))).toBe('good');
    expect(world.fetches).toBe(3);
  });

  it('that are withdrawn are good no more, not even for tokens that were seen before', async () => {
    const [old, fresh] = [await createKey('old'), await createKey('fresh')];
    const { world, keys, reasonFor, start } = await openKeys(() => ({ keys: [old.jwk] }));
    start();
    await expect.poll(() => keys.whyUnavailable()).toBeUndefined();
    const token = await sign(old);
    expect(await reasonFor(token)).toBe('good');
    world.answer = () => ({ keys: [fresh.jwk] });
    world.now = 31_000;
    expect(await reasonFor(await sign(fresh))).toBe('good');
    expect(await reasonFor(token)).toBe('unknown-key');
  });

  it.each([
    ['a fault', failing],
    ['no set of keys', () => ({ hello: 'world' })],
    ['an empty set', () => ({ keys: [] })],
    ['a set of secrets', () => ({ keys: [{ kty: 'oct', k: 'AAAA' }] })],
    ['far too many keys', () => ({ keys: Array.from({ length: 101 }, () => ({ kty: 'RSA' })) })],
  ])('are kept for a day when the answer is %s', async (_name, answer) => {
    const key = await createKey('one');
    const { world, keys, reasonFor, start } = await openKeys(() => ({ keys: [key.jwk] }));
    start();
    await expect.poll(() => keys.whyUnavailable()).toBeUndefined();
    world.answer = answer;
    world.now = 3_600_000;
    expect(await reasonFor(await sign(key, { kid: 'unknown' }))).toBe('unknown-key');
    expect(world.faults).toHaveLength(1);
    expect(await reasonFor(await sign(key))).toBe('good');
    world.now = 25 * 3_600_000;
    expect(await reasonFor(await sign(key, { typ: 'JWT' }))).toBe('keys-unavailable');
    expect(keys.whyUnavailable()).toMatch(/for a day/);
  });
});
