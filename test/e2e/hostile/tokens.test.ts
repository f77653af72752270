import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { signTestToken, TEST_TOKENS } from '../../support/api.js';
import { openHostileApi, type HostileApi } from '../../support/hostile-api.js';
import { eventually } from '../../support/namespace.js';
import { sendRaw } from '../../support/raw-http.js';
import { request } from './requests.js';

const { secret, issuer, audience } = TEST_TOKENS;
// Before the tokens are made, some of which are good or bad for the next 20 s only: its start may take as long.
const api: HostileApi = await openHostileApi();
const now = Math.floor(Date.now() / 1000);
const GOOD = { iss: issuer, aud: audience, sub: 'user-1', scope: 'click', iat: now, exp: now + 600 };
const HEADER = { alg: 'HS256', typ: 'JWT' };
const encode = (part: object | string) => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

/** A token as its parts are given, signed by an HMAC: nothing is checked, no header is added. */
function hmacToken(header: object | string, payload: object | string, key: string | Buffer = secret, hash = 'sha256'): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
}

function rsaToken(header: object, key: KeyObject): string {
  const signed = `${encode(header)}.${encode(GOOD)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' });
const jwk = publicKey.export({ format: 'jwk' });
const without = (name: keyof typeof GOOD) => ({ ...GOOD, [name]: undefined });
const unsigned = (alg: string) => `${encode({ alg })}.${encode(GOOD)}.`;
const good = hmacToken(HEADER, GOOD);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');

/** None of them may pass; of each the answer is the same. */
const BAD: readonly (readonly [name: string, token: string])[] = [
  ...['none', 'None', 'NONE', 'nOnE', ''].map((alg) => [`the algorithm "${alg}" and no signature`, unsigned(alg)] as const),
  ['the algorithm none with a good signature', hmacToken({ alg: 'none' }, GOOD)],
  ['a good token without its signature', `${goodHeader}.${goodPayload}.`],
  ['a good token with a bit of its signature changed', `${goodHeader}.${goodPayload}.${goodSignature.startsWith('A') ? 'B' : 'A'}${goodSignature.slice(1)}`],
  ['a good token with another payload', `${goodHeader}.${encode({ ...GOOD, sub: 'user-2' })}.${goodSignature}`],
  ['no algorithm at all', hmacToken({ typ: 'JWT' }, GOOD)],
  ['an RSA signature where a secret is expected', rsaToken({ alg: 'RS256' }, privateKey)],
  ['an RSA signature that says HS256', rsaToken({ alg: 'HS256' }, privateKey)],
  ['a public RSA key taken as the secret', hmacToken(HEADER, GOOD, pem.toString())],
  ['a longer hash by the right secret', hmacToken({ alg: 'HS512' }, GOOD, secret, 'sha512')],
  ['another secret', hmacToken(HEADER, GOOD, 'another secret that is long enough too')],
  ['an empty secret', hmacToken(HEADER, GOOD, '')],
  ['a key of its own in the header', rsaToken({ alg: 'RS256', jwk }, privateKey)],
  ['the address of a key of its own', rsaToken({ alg: 'RS256', jku: 'http://127.0.0.1:9/keys', kid: 'own' }, privateKey)],
  ['a certificate of its own', rsaToken({ alg: 'RS256', x5u: 'http://127.0.0.1:9/own.pem', x5c: ['AAAA'] }, privateKey)],
  ['a critical extension that nobody knows', hmacToken({ ...HEADER, crit: ['planted'], planted: true }, GOOD)],
  ['an unencoded payload', hmacToken({ ...HEADER, crit: ['b64'], b64: false }, GOOD)],
  ['an empty list of extensions', hmacToken({ ...HEADER, crit: [] }, GOOD)],
  ['another issuer', hmacToken(HEADER, { ...GOOD, iss: 'elsewhere' })],
  ['no issuer', hmacToken(HEADER, without('iss'))],
  ['the issuer in a list', hmacToken(HEADER, { ...GOOD, iss: [issuer] })],
  ['another audience', hmacToken(HEADER, { ...GOOD, aud: 'elsewhere' })],
  ['other audiences', hmacToken(HEADER, { ...GOOD, aud: ['elsewhere', 'nowhere'] })],
  ['no audience', hmacToken(HEADER, without('aud'))],
  ['an audience that is longer', hmacToken(HEADER, { ...GOOD, aud: `${audience}-staging` })],
  ['expired a minute ago', hmacToken(HEADER, { ...GOOD, exp: now - 60 })],
  ['not valid before a minute has passed', hmacToken(HEADER, { ...GOOD, nbf: now + 60 })],
  ['no expiry', hmacToken(HEADER, without('exp'))],
  ['an expiry in words', hmacToken(HEADER, { ...GOOD, exp: 'never' })],
  ['an expiry of null', hmacToken(HEADER, { ...GOOD, exp: null })],
  ['no user', hmacToken(HEADER, without('sub'))],
  ['an empty user', hmacToken(HEADER, { ...GOOD, sub: '' })],
  ['a user that is an object', hmacToken(HEADER, { ...GOOD, sub: { $ne: '' } })],
  ['a user with a line of its own', hmacToken(HEADER, { ...GOOD, sub: 'user-1\n{"level":"error"}' })],
  ['a user with a zero byte', hmacToken(HEADER, { ...GOOD, sub: 'user-1\0user-2' })],
  ['a user of 5,000 characters', hmacToken(HEADER, { ...GOOD, sub: 'u'.repeat(4000) })],
  ['two users', hmacToken(HEADER, `${JSON.stringify(GOOD).slice(0, -1)},"sub":"user-2"}`)],
  ['two expiries', hmacToken(HEADER, `{"exp":${now + 9_000_000},${JSON.stringify(GOOD).slice(1)}`)],
  ['two algorithms', hmacToken('{"alg":"none","alg":"HS256"}', GOOD)],
  ['a payload that is a list', hmacToken(HEADER, '["user-1"]')],
  ['a payload that is null', hmacToken(HEADER, 'null')],
  ['a payload that is no JSON', hmacToken(HEADER, 'user-1')],
  ['a header that is no JSON', hmacToken('HS256', GOOD)],
  ['a payload with a prototype', hmacToken(HEADER, `{"__proto__":${JSON.stringify(GOOD)}}`)],
  ['a token of five parts', `${goodHeader}.${goodPayload}.${goodSignature}.${goodPayload}.${goodSignature}`],
  ['two parts', `${goodHeader}.${goodPayload}`],
  ['dots', '..'],
  ['a token of 6 KB', hmacToken(HEADER, { ...GOOD, more: 'x'.repeat(4500) }, 'another secret that is long enough too')],
  ['the word undefined', 'undefined'],
];

afterAll(() => api.close());

const sendWith = (authorization: string) =>
  sendRaw(api.port, request({ line: 'GET /api/mining/account HTTP/1.1', headers: ['Host: api', 'Connection: close', `Authorization: ${authorization}`] }));

describe('a token', () => {
  it.each(BAD)('with %s: 401', async (_name, token) => {
    const answer = await sendWith(`Bearer ${token}`);
    expect(answer.statuses).toEqual([401]);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    const { type, title, status, ...more } = JSON.parse(answer.body) as Record<string, unknown>;
    expect(String(type).split(/[#/]/).at(-1)).toBe('invalid-token');
    expect({ title, status, more }).toEqual({ title: 'The bearer token is not valid', status: 401, more: {} });
  });

  it.each([
    ['another scheme', 'Basic dXNlcjpwYXNz'],
    ['two in one field', `Bearer ${good}, Bearer ${good}`],
    ['no token behind the scheme', 'Bearer'],
    ['a blank within', `Bearer ${good.slice(0, 30)} ${good.slice(30)}`],
  ])('in the form of %s: 401', async (_name, authorization) => {
    expect((await sendWith(authorization)).statuses).toEqual([401]);
  });

  it('of more than 8 KB: 431, unread', async () => {
    expect((await sendWith(`Bearer ${hmacToken(HEADER, { ...GOOD, more: 'x'.repeat(9000) })}`)).statuses).toEqual([431]);
  });

  it.each([
    ['expired 10 s ago: clocks differ', hmacToken(HEADER, { ...GOOD, exp: now - 10 })],
    ['not valid before 20 s from now', hmacToken(HEADER, { ...GOOD, nbf: now + 20 })],
    ['with several audiences, this one among them', hmacToken(HEADER, { ...GOOD, aud: ['elsewhere', audience] })],
    ['with the address of a key, which is not looked at', hmacToken({ ...HEADER, jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/pem', kid: '../../etc' }, GOOD)],
  ])('%s: 200', async (_name, token) => {
    expect((await sendWith(`Bearer ${token}`)).statuses).toEqual([200]);
  });

  it('that is bad leaves one line each, without a user, and no part of any token', async () => {
    await eventually(() => api.requestLines().length >= BAD.length);
    const lines = api.requestLines().slice(0, BAD.length);
    expect(lines.map(({ status, userId }) => [status, userId])).toEqual(BAD.map(() => [401, null]));
    const text = JSON.stringify(lines);
    for (const [, token] of BAD) {
      const longest = token.split('.').reduce((one, other) => (other.length > one.length ? other : one));
      if (longest.length > 12) expect(text).not.toContain(longest);
    }
    expect(api.output()).toBe('');
    expect(api.isRunning()).toBe(true);
  });

  it('that was bad stays bad, and one that was good is not changed by it', async () => {
    const token = await signTestToken('user-1');
    for (let times = 0; times < 3; times += 1) {
      expect((await sendWith(`Bearer ${token}`)).statuses).toEqual([200]);
      expect((await sendWith(`Bearer ${token}x`)).statuses).toEqual([401]);
      expect((await sendWith(`Bearer ${token.slice(0, -1)}`)).statuses).toEqual([401]);
    }
  });
});
