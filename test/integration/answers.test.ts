import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createClickId } from '../../src/click/click-id.js';
import { createTestApi, getAs, postClick, signTestToken, TEST_TOKENS } from '../support/api.js';
import { listenOn, sendBytes } from '../support/bare-socket.js';
import { createPipeline } from '../support/pipeline.js';

const JSON_TYPE = { 'content-type': 'application/json' };

async function createApi(choice: Parameters<typeof createPipeline>[0] = {}) {
  const pipeline = await createPipeline(choice);
  return { pipeline, api: createTestApi(pipeline, choice.limits ? { limits: choice.limits } : {}) };
}

describe('a bad request', () => {
  it.each([
    ['no key', {}],
    ['two keys', { 'idempotency-key': ['key-00000001', 'key-00000002'] }],
    ['a short key', { 'idempotency-key': 'short' }],
    ['a long key', { 'idempotency-key': 'k'.repeat(65) }],
    ['a key with other characters', { 'idempotency-key': 'key:with:colons' }],
  ])('with %s gets 400', async (_name, headers) => {
    const { api } = await createApi();
    const authorization = `Bearer ${await signTestToken('user-1')}`;
    const response = await api.inject({ method: 'POST', url: '/api/mining/click', headers: { authorization, ...headers } });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ type: '/docs/problems/invalid-request', status: 400 });
  });

  it.each([
    ['an unknown member', '{"amount":1000}'],
    ['a member of the wrong type', '{"source":5}'],
    ['an empty source', '{"source":""}'],
    ['a time that is none', '{"clientTimestamp":"yesterday"}'],
    ['no object', '[1]'],
    ['broken JSON', '{"source":'],
    ['a prototype', '{"__proto__":{"x":1}}'],
  ])('with %s in the body gets 400, and uses no key', async (_name, payload) => {
    const { api, pipeline } = await createApi();
    expect((await postClick(api, { body: payload, headers: JSON_TYPE })).status).toBe(400);
    expect((await pipeline.readState()).depth).toBe(0);
    expect((await postClick(api)).status).toBe(202);
  });

  it('gets 413 for a large body and 415 for another media type', async () => {
    const { api } = await createApi();
    expect((await postClick(api, { body: `{"source":"${'x'.repeat(20_000)}"}`, headers: JSON_TYPE })).status).toBe(413);
    expect((await postClick(api, { body: '<click/>', headers: { 'content-type': 'text/xml' } })).status).toBe(415);
  });

  it.each([
    ['gzip', 415],
    ['identity', 202],
  ])('with Content-Encoding %s gets %i', async (encoding, status) => {
    const { api } = await createApi();
    const answer = await postClick(api, { body: '{"source":"app"}', headers: { ...JSON_TYPE, 'content-encoding': encoding } });
    expect([answer.status, answer.headers['accept-encoding']]).toEqual([status, status === 415 ? 'identity' : undefined]);
  });

  it.each([
    ['two keys', 'Idempotency-Key: key-00000001\r\nidempotency-key: key-00000002', '2 headers Idempotency-Key'],
    ['the same key twice', 'Idempotency-Key: key-00000001\r\nIdempotency-Key: key-00000001', '2 headers Idempotency-Key'],
    ['a key and an empty one', 'Idempotency-Key: key-00000001\r\nIdempotency-Key:', '2 headers Idempotency-Key'],
    ['two quoted keys', 'Idempotency-Key: "key-00000001"\r\nIdempotency-Key: "key-00000002"', '2 headers Idempotency-Key'],
    ['half a pair of quotes', 'Idempotency-Key: "key-00000001', 'malformed Idempotency-Key'],
    ['a parameter behind the key', 'Idempotency-Key: "key-00000001";a=1', 'malformed Idempotency-Key'],
    ['bytes that are no ASCII', 'Idempotency-Key: key-caf\xe9-0001', 'malformed Idempotency-Key'],
    ['no key', 'X-Other: 1', 'no Idempotency-Key'],
  ])('on a bare socket with %s is told so', async (_name, header, detail) => {
    const { api } = await createApi();
    const authorization = `Authorization: Bearer ${await signTestToken('user-1')}`;
    const answer = await sendBytes(await listenOn(api), `POST /api/mining/click HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${authorization}\r\n${header}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain(`"detail":"${detail}: `);
  });

  it('with a body that is not UTF-8 gets 400', async () => {
    const { api } = await createApi();
    const payload = Buffer.from('{"source":"caf\xe9"}', 'latin1');
    expect((await postClick(api, { body: payload, headers: JSON_TYPE })).status).toBe(400);
    expect((await postClick(api, { body: '{"source":"café"}', headers: JSON_TYPE })).status).toBe(202);
  });

  it('takes the key in quotes, and an empty body of any kind', async () => {
    const { api } = await createApi();
    expect((await postClick(api, { key: '"key-00000001"' })).headers['idempotency-key']).toBe('key-00000001');
    expect((await postClick(api, { body: '', headers: JSON_TYPE })).status).toBe(200);
    expect((await postClick(api, { body: {} })).status).toBe(200);
  });
});

describe('a token', () => {
  it.each([
    ['none', undefined],
    ['no bearer', 'Basic dXNlcjpwYXNz'],
    ['nonsense', 'Bearer not.a.token'],
  ])('%s gets 401', async (_name, authorization) => {
    const { api } = await createApi();
    const headers = { ...(authorization !== undefined && { authorization }), 'idempotency-key': 'key-00000001' };
    const response = await api.inject({ method: 'POST', url: '/api/mining/click', headers });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer');
  });

  it('gets 401 when it is expired, of another issuer, audience or secret, or without expiry or subject', async () => {
    const { api } = await createApi();
    const { secret, issuer, audience } = TEST_TOKENS;
    const sign = (claims: object, key = secret, algorithm = 'HS256') =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: algorithm }).sign(new TextEncoder().encode(key));
    const exp = Math.floor(Date.now() / 1000) + 600;
    const good = { sub: 'user-1', iss: issuer, aud: audience, scope: 'click', exp };
    const bad = [
      sign({ ...good, exp: exp - 3600 }),
      sign({ ...good, iss: 'elsewhere' }),
      sign({ ...good, aud: 'elsewhere' }),
      sign(good, 'another secret that is long enough too'),
      sign(good, secret.repeat(2), 'HS512'),
      sign({ ...good, exp: undefined }),
      sign({ ...good, sub: undefined }),
      sign({ ...good, sub: 'a user with spaces' }),
    ];
    for (const token of await Promise.all(bad)) {
      const response = await api.inject({ url: '/api/mining/account', headers: { authorization: `Bearer ${token}` } });
      expect(response.statusCode).toBe(401);
    }
    const response = await api.inject({ url: '/api/mining/account', headers: { authorization: `Bearer ${await sign(good)}` } });
    expect(response.statusCode).toBe(200);
  });

  it('gets 403 without the scope', async () => {
    const { api } = await createApi();
    const authorization = `Bearer ${await signTestToken('user-1', 'metrics')}`;
    expect((await api.inject({ url: '/api/mining/account', headers: { authorization } })).statusCode).toBe(403);
  });
});

describe('an address', () => {
  it('that is unknown gets 404; a known one with another method 405 and what is allowed', async () => {
    const { api } = await createApi();
    expect((await api.inject({ url: '/api/mining/nothing' })).statusCode).toBe(404);
    const post = await api.inject({ method: 'PUT', url: '/api/mining/click' });
    expect([post.statusCode, post.headers.allow]).toEqual([405, 'POST']);
    const read = await api.inject({ method: 'DELETE', url: `/api/mining/clicks/${createClickId('a', 'b')}` });
    expect([read.statusCode, read.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it.each(['/%zz', '/api/mining/clicks/%e9', `/api/mining/clicks/${'c'.repeat(500)}`])('that is malformed gets 400: %s', async (url) => {
    const { api } = await createApi();
    const answer = await getAs(api, url);
    expect([answer.status, answer.body['type']]).toEqual([400, '/docs/problems/invalid-request']);
  });

  it("of somebody else's click gets 404, in flight and after", async () => {
    const { api, pipeline } = await createApi();
    await postClick(api, { user: 'alice' });
    const url = `/api/mining/clicks/${createClickId('alice', 'key-00000001')}`;
    expect((await getAs(api, url, 'bob')).status).toBe(404);
    expect((await getAs(api, url, 'alice')).status).toBe(200);
    const { poster } = pipeline.startWorker();
    expect(poster.takerId).toHaveLength(36);
    await expect.poll(async () => (await getAs(api, url, 'alice')).body['status']).toBe('credited');
    expect((await getAs(api, url, 'bob')).status).toBe(404);
  });

  it('of a click that never was gets 404', async () => {
    const { api } = await createApi();
    expect((await getAs(api, '/api/mining/click/status?key=never-there')).status).toBe(404);
    expect((await getAs(api, '/api/mining/click/status?key=x')).status).toBe(400);
    expect((await getAs(api, '/api/mining/clicks/not-an-id')).status).toBe(400);
  });
});

describe('a refusal', () => {
  it('by an empty bucket is 429 and names the bucket; the key is not used up', async () => {
    const limits = { global: { rate: 100, burst: 100 }, user: { rate: 0.01, burst: 2 }, ip: { rate: 100, burst: 100 } };
    const { api, pipeline } = await createApi({ limits });
    await postClick(api, { key: 'key-00000001' });
    await postClick(api, { key: 'key-00000002' });
    const refused = await postClick(api, { key: 'key-00000003' });
    expect(refused).toMatchObject({
      status: 429,
      body: { type: '/docs/problems/rate-limited', bucket: 'user', outcome: 'not-accepted' },
    });
    await pipeline.redis.del(pipeline.keys.userBucket('user-1'));
    expect((await postClick(api, { key: 'key-00000003' })).status).toBe(202);
  });

  it('by a full queue is 503 and says that the click was not accepted', async () => {
    const { api } = await createApi({ maxDepth: 2 });
    await postClick(api, { key: 'key-00000001' });
    await postClick(api, { key: 'key-00000002' });
    const refused = await postClick(api, { key: 'key-00000003' });
    expect(refused).toMatchObject({
      status: 503,
      body: { type: '/docs/problems/queue-full', outcome: 'not-accepted' },
      headers: { 'x-queue-depth': '2' },
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await postClick(api, { key: 'key-00000001' })).status).toBe(200);
  });

  it('by a full queue that nothing drains says so in Retry-After, and brings nobody back with the others', async () => {
    const { api, pipeline } = await createApi({ maxDepth: 1 });
    // By another API: this one has seen nothing of it yet.
    await pipeline.redis.hset(pipeline.keys.totals, 'accepted', 1);
    const refuse = async () => Number((await postClick(api, { key: 'key-00000002' })).headers['retry-after']);
    expect(await refuse()).toBeLessThanOrEqual(3);
    await expect.poll(refuse).toBeGreaterThanOrEqual(60);
    const times = await Promise.all(Array.from({ length: 30 }, refuse));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...times)).toBeLessThanOrEqual(120);
    expect(new Set(times).size).toBeGreaterThan(5);
  });

  it('to tell where a click is that was accepted before says that it was', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline, { findClickStatus: () => Promise.resolve({ kind: 'unavailable' }) });
    await postClick(api);
    const answer = await postClick(api);
    expect(answer).toMatchObject({ status: 503, body: { type: '/docs/problems/ledger-unavailable', outcome: 'accepted' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  });

  it('while draining is 503 for new clicks; replays are still answered', async () => {
    const { api, pipeline } = await createApi();
    await postClick(api, { key: 'key-00000001' });
    pipeline.admission.close('draining');
    expect(await postClick(api, { key: 'key-00000002' })).toMatchObject({ status: 503, body: { type: '/docs/problems/draining' } });
    expect((await postClick(api, { key: 'key-00000001' })).status).toBe(200);
  });
});

describe('broken HTTP', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(9000)}\r\n\r\n`, 431],
  ])('%s gets its problem and a closed connection', async (_name, text, status) => {
    const answer = await sendBytes(await listenOn((await createApi()).api), text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
  });
});
