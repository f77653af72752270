import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import { createMiningClient, type Account, type ClickResult, type ClickStatus, type Fetch, type MiningClientOptions, type ReadResult } from './mining-client.js';

const CLICK = { clickId: 'c1', status: 'queued', statusUrl: '/api/mining/clicks/c1' };
const KEY = 'key-00000001';

type Arrived = { readonly request: IncomingMessage; readonly body: string };
type Reply = (response: ServerResponse, arrived: Arrived) => void;

const answers = (status: number, body: unknown = '', headers: Record<string, string> = {}): Reply => (response) =>
  void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
const refuses = (status: number, name: string, outcome: string | undefined, headers = {}): Reply =>
  answers(status, { type: `/docs/problems/${name}`, title: name, status, outcome }, headers);
const resets: Reply = (_response, { request }) => request.socket.destroy();
const isSilent: Reply = () => undefined;

/** A server that gives these answers, one to each request, the last one again and again; and a client of it. */
async function createWorld(replies: readonly Reply[], options: Partial<MiningClientOptions> = {}) {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    arrived.push({ request, body });
    (replies[arrived.length - 1] ?? replies.at(-1))?.(response, { request, body });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createMiningClient({ baseUrl, token: 'good', random: () => 0, ...options });
  return { client, arrived, keys: () => arrived.map(({ request }) => request.headers['idempotency-key']), baseUrl };
}

describe('a click', () => {
  it('that is accepted is sent once, with token, key and body', async () => {
    const { client, arrived } = await createWorld([answers(202, CLICK)]);
    const result = await client.click({ idempotencyKey: KEY, source: 'button' }, { traceparent: '00-trace' });
    expect(result).toEqual({ kind: 'accepted', idempotencyKey: KEY, attempts: 1, status: 202, click: CLICK });
    expect(arrived.map(({ request, body }) => [request.method, request.url, body])).toEqual([['POST', '/api/mining/click', '{"source":"button"}']]);
    expect(arrived[0]?.request.headers).toMatchObject({ authorization: 'Bearer good', 'idempotency-key': KEY, 'content-type': 'application/json', traceparent: '00-trace' });
  });

  it('without a key gets one of its own, which is handed back and the same in every attempt', async () => {
    const { client, keys } = await createWorld([resets, answers(202, CLICK)]);
    const [one, other] = [await client.click(), await client.click()];
    expect(keys()).toEqual([one.idempotencyKey, one.idempotencyKey, other.idempotencyKey]);
    expect(one.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.idempotencyKey).not.toBe(other.idempotencyKey);
  });

  it('that was accepted before is a replay, with where it is', async () => {
    const credited = { ...CLICK, status: 'credited', reward: 1, balance: 7 };
    const { client } = await createWorld([answers(200, credited)]);
    expect(await client.click({ idempotencyKey: KEY })).toMatchObject({ kind: 'replayed', click: credited, attempts: 1 });
  });

  it.each([
    ['rate-limited', 429],
    ['ledger-unavailable', 503],
  ])('that is safe, but %s says no more, is a replay and not sent again', async (name, status) => {
    const { client, arrived } = await createWorld([refuses(status, name, 'accepted')]);
    expect(await client.click()).toMatchObject({ kind: 'replayed', status, problem: { outcome: 'accepted' } });
    expect(arrived).toHaveLength(1);
  });

  it.each([
    [400, 'invalid-request'],
    [401, 'invalid-token'],
    [403, 'wrong-scope'],
    [413, 'body-too-large'],
    [422, 'key-reused'],
  ])('that is refused with %i is not sent again', async (status, name) => {
    const { client, arrived } = await createWorld([refuses(status, name, undefined)]);
    expect(await client.click()).toMatchObject({ kind: 'refused', status, attempts: 1, problem: { type: `/docs/problems/${name}` } });
    expect(arrived).toHaveLength(1);
  });

  it('that is refused for now, cut off or answered by something in between is sent again with its key until it is safe', async () => {
    const hiccups = [refuses(503, 'queue-full', 'not-accepted'), refuses(429, 'rate-limited', 'not-accepted'), resets, answers(502, '<html>'), answers(200, '<html>')];
    const { client, keys } = await createWorld([...hiccups, answers(202, CLICK)]);
    expect(await client.click({ idempotencyKey: KEY })).toMatchObject({ kind: 'accepted', attempts: 6 });
    expect(keys()).toEqual(Array.from({ length: 6 }, () => KEY));
  });

  it('waits as long as the server asks, in seconds or until a date', async () => {
    const { client, arrived } = await createWorld([
      refuses(429, 'rate-limited', 'not-accepted', { 'retry-after': '1' }),
      (response, seen) => refuses(503, 'queue-full', 'not-accepted', { 'retry-after': new Date(Date.now() + 2000).toUTCString() })(response, seen),
      answers(202, CLICK),
    ]);
    const startedAt = performance.now();
    expect(await client.click()).toMatchObject({ kind: 'accepted' });
    // Dates are whole seconds: two from now are more than one.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(2000 - 5);
    expect(arrived).toHaveLength(3);
  });
});

describe('giving up', () => {
  it('after the last attempt says refused when no attempt can have been accepted', async () => {
    const { client, arrived } = await createWorld([refuses(503, 'queue-full', 'not-accepted')], { maxAttempts: 3 });
    expect(await client.click()).toMatchObject({ kind: 'refused', attempts: 3, status: 503, problem: { type: '/docs/problems/queue-full' } });
    expect(arrived).toHaveLength(3);
  });

  it('says unknown when one attempt may have been, whatever the last answer was', async () => {
    const { client } = await createWorld([resets, refuses(429, 'rate-limited', 'not-accepted')], { maxAttempts: 2 });
    expect(await client.click()).toMatchObject({ kind: 'unknown', attempts: 2, status: 429 });
  });

  it('comes at once when the server asks for more time than there is, and says how long to wait', async () => {
    const { client, arrived } = await createWorld([refuses(503, 'queue-full', 'not-accepted', { 'retry-after': '3600' })]);
    expect(await client.click()).toMatchObject({ kind: 'refused', attempts: 1, retryAfterMs: 3_600_000 });
    expect(arrived).toHaveLength(1);
  });

  it('comes when an attempt takes too long, and leaves its outcome unknown', async () => {
    const { client } = await createWorld([isSilent], { timeoutMs: 50, maxAttempts: 2 });
    const result = await client.click();
    expect(result).toMatchObject({ kind: 'unknown', attempts: 2, error: { name: 'TimeoutError' } });
    expect(result.status).toBeUndefined();
  });

  it('comes when nobody listens', async () => {
    const { client } = await createWorld([], { baseUrl: 'http://127.0.0.1:1', maxAttempts: 2 });
    expect(await client.click()).toMatchObject({ kind: 'unknown', attempts: 2, error: expect.any(TypeError) });
  });

  it('comes on abort: in an attempt, in a wait, and before anything', async () => {
    const stop = new AbortController();
    const inAttempt = await createWorld([() => stop.abort(new Error('enough'))], { timeoutMs: 0 });
    expect(await inAttempt.client.click({}, { signal: stop.signal })).toMatchObject({ kind: 'unknown', attempts: 1, error: { message: 'enough' } });
    expect(await inAttempt.client.click({}, { signal: stop.signal })).toMatchObject({ kind: 'refused', attempts: 0, error: { message: 'enough' } });

    const stopWait = new AbortController();
    // How long to wait is asked for when the answer has been read.
    const random = vi.fn(() => 0);
    const inWait = await createWorld([refuses(503, 'queue-full', 'not-accepted', { 'retry-after': '25' })], { random });
    const waiting = inWait.client.click({}, { signal: stopWait.signal });
    await expect.poll(() => random.mock.calls).toHaveLength(1);
    stopWait.abort();
    expect(await waiting).toMatchObject({ kind: 'refused', attempts: 1 });
  });
});

describe('a token', () => {
  it('is asked for before each attempt, and may be another in each call', async () => {
    let count = 0;
    const { client, arrived } = await createWorld([resets, answers(202, CLICK)], { token: () => Promise.resolve(`token-${(count += 1)}`) });
    await client.click();
    await client.click({}, { token: 'of-another-user' });
    expect(arrived.map(({ request }) => request.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer of-another-user']);
  });

  it('that cannot be had is the one thing that a call rejects with', async () => {
    const { client } = await createWorld([answers(202, CLICK)], { token: () => Promise.reject(new Error('signed out')) });
    await expect(client.click()).rejects.toThrow('signed out');
  });
});

describe('many clicks', () => {
  const keysOf = (body: string): string[] => (JSON.parse(body) as { clicks: { idempotencyKey: string }[] }).clicks.map(({ idempotencyKey }) => idempotencyKey);
  const each = (reply: (key: string) => object): Reply => (response, { body }) => answers(200, { results: keysOf(body).map((key) => ({ idempotencyKey: key, ...reply(key) })) })(response, { body } as Arrived);
  const refused = (outcome: string) => ({ status: 503, retryAfter: 0, body: { type: '/docs/problems/queue-full', outcome } });

  it('go in requests of a hundred, with a result for each in order', async () => {
    const { client, arrived } = await createWorld([each((key) => ({ status: 202, body: { ...CLICK, clickId: `id-${key}` } }))]);
    const clicks = Array.from({ length: 250 }, (_, index) => ({ idempotencyKey: `key-${index}`, source: 'offline' }));
    const results = await client.clicks(clicks);
    expect(arrived.map(({ body }) => keysOf(body).length)).toEqual([100, 100, 50]);
    expect(results.map((result) => result.kind === 'accepted' && result.click.clickId)).toEqual(clicks.map(({ idempotencyKey }) => `id-${idempotencyKey}`));
    expect(await client.clicks([])).toEqual([]);
  });

  it('that were refused for now are sent again without the others', async () => {
    const first = each((key) => (key === 'key-00000001' ? refused('not-accepted') : key === 'key-00000002' ? { status: 422, body: { type: '/docs/problems/key-reused' } } : { status: 200, body: CLICK }));
    const { client, arrived } = await createWorld([first, each(() => ({ status: 202, body: CLICK }))]);
    const results = await client.clicks([1, 2, 3].map((number) => ({ idempotencyKey: `key-0000000${number}` })));
    expect(results.map(({ kind, attempts }) => [kind, attempts])).toEqual([['accepted', 2], ['refused', 1], ['replayed', 1]]);
    expect(arrived.map(({ body }) => keysOf(body))).toEqual([['key-00000001', 'key-00000002', 'key-00000003'], ['key-00000001']]);
  });

  it('share the answer to their request when that is refused as a whole', async () => {
    const { client } = await createWorld([refuses(401, 'invalid-token', undefined)]);
    expect((await client.clicks([{}, {}])).map(({ kind, status }) => [kind, status])).toEqual([['refused', 401], ['refused', 401]]);
  });

  it('are unknown when the answer does not have one for each', async () => {
    const { client } = await createWorld([answers(200, { results: [{ status: 202, body: CLICK }] })], { maxAttempts: 1 });
    expect((await client.clicks([{}, {}])).map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  });
});

describe('a question', () => {
  it('finds a click by key and by id, and the account', async () => {
    const account = { userId: 'anna', balance: 3, latestClicks: [] };
    const { client, arrived } = await createWorld([answers(200, CLICK), answers(200, CLICK), answers(200, account)]);
    expect(await client.statusByKey('a key?')).toEqual({ kind: 'found', value: CLICK });
    expect(await client.status('c1/..')).toEqual({ kind: 'found', value: CLICK });
    expect(await client.account()).toEqual({ kind: 'found', value: account });
    expect(arrived.map(({ request }) => request.url)).toEqual(['/api/mining/click/status?key=a%20key%3F', '/api/mining/clicks/c1%2F..', '/api/mining/account']);
  });

  it('is asked again while the ledger is away, and says in the end why it failed', async () => {
    const away = refuses(503, 'ledger-unavailable', undefined, { 'retry-after': '0' });
    const { client, arrived } = await createWorld([away, answers(200, CLICK), away], { maxAttempts: 2 });
    expect(await client.status('c1')).toMatchObject({ kind: 'found' });
    expect(await client.status('c1')).toMatchObject({ kind: 'failed', attempts: 2, status: 503, retryAfterMs: 0 });
    expect(arrived).toHaveLength(4);
  });

  it('tells a click that is not there from an address that is not there', async () => {
    const { client } = await createWorld([refuses(404, 'click-not-found', undefined), refuses(404, 'route-not-found', undefined), answers(404, 'no such page')]);
    expect(await client.status('c1')).toMatchObject({ kind: 'absent' });
    expect(await client.status('c1')).toMatchObject({ kind: 'failed', status: 404, problem: { title: 'route-not-found' } });
    expect(await client.status('c1')).toMatchObject({ kind: 'failed', status: 404 });
  });
});

it('goes through any fetch that it is given', async () => {
  const urls: string[] = [];
  const { client, baseUrl } = await createWorld([answers(202, CLICK)], { fetch: (url, request) => (urls.push(url), fetch(url, request)) });
  await client.click();
  expect(urls).toEqual([`${baseUrl}/api/mining/click`]);
});

it('has results whose kind tells what else they have', () => {
  expectTypeOf<typeof fetch>().toExtend<Fetch>();
  expectTypeOf<Extract<ClickResult, { kind: 'accepted' }>['click']>().toEqualTypeOf<ClickStatus>();
  expectTypeOf<Extract<ReadResult<Account>, { kind: 'found' }>['value']>().toEqualTypeOf<Account>();
  expectTypeOf<ClickResult['kind']>().toEqualTypeOf<'accepted' | 'replayed' | 'refused' | 'unknown'>();
  expectTypeOf<Extract<ClickStatus, { status: 'credited' }>['reward']>().toEqualTypeOf<number>();
});
