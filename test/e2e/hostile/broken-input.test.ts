import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS, type ProblemName } from '../../../src/http/problems.js';
import { signTestToken } from '../../support/api.js';
import { openHostileApi, type HostileApi } from '../../support/hostile-api.js';
import { eventually } from '../../support/namespace.js';
import { openRawSocket, parseAnswer, sendRaw, type RawAnswer } from '../../support/raw-http.js';
import { hostileCases, request } from './requests.js';

const token = await signTestToken('user-1');
const SIGNED = ['Host: api', `Authorization: Bearer ${token}`, 'Connection: close'];
const CASES = hostileCases(token);

let api: HostileApi;
beforeAll(async () => void (api = await openHostileApi({ MINING_LIMIT_USER_RATE: '0' })));
/** The line of the request that has this key. */
const lineOf = (key: string) => eventually(() => api.requestLines().find(({ idempotencyKey }) => idempotencyKey === key));
afterAll(() => api.close());

const NOT_IN_TIME = '/docs/problems/admission-unavailable';

/** Sends a click again while Redis has not answered the API in time; a new one may have been accepted by an earlier try. */
async function sendUntilTold(send: () => Promise<RawAnswer>, isNew = true): Promise<RawAnswer> {
  for (let isRepeated = false; ; isRepeated = true) {
    const answer = await send();
    if (answer.text.includes(NOT_IN_TIME)) continue;
    return isNew && isRepeated ? { ...answer, statuses: answer.statuses.map((status) => (status === 200 ? 202 : status)) } : answer;
  }
}

const posted = new Set<string>();

/** Posts a click, with more headers and a body; gives its status. */
async function post(key: string, { headers = [] as readonly string[], body = '' } = {}) {
  const length = body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
  const bytes = request({ headers: [...SIGNED, `Idempotency-Key: ${key}`, ...headers, ...length], body });
  const isNew = !posted.has(key);
  posted.add(key);
  return (await sendUntilTold(() => sendRaw(api.port, bytes), isNew)).statuses;
}

describe('a hostile request', () => {
  it.each(CASES)('$name: $status', async ({ bytes, status, problem, closes = false, headers = {} }) => {
    const answer = await sendRaw(api.port, bytes);
    expect(answer.statuses).toEqual([status]);
    expect(answer.headers).toMatchObject({ connection: 'close', ...headers });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const body = JSON.parse(answer.body) as { type: string; title: string; status: number; detail?: string };
    expect(body.type.split(/[#/]/).at(-1)).toBe(problem);
    expect(body).toMatchObject({ title: PROBLEMS[problem as ProblemName].title, status });
    expect(answer.text).not.toMatch(/\bat .*\.js:\d+|node_modules|Error:/);
    // Its bytes do not ask for it.
    if (closes) expect(bytes.toString('latin1')).not.toContain('Connection: close');
  });

  it('leaves one line each, in their order, and nothing else: no key, no row, no line of another kind', async () => {
    await eventually(() => api.requestLines().length >= CASES.length);
    expect(api.requestLines().map(({ status }) => status)).toEqual(CASES.map(({ status }) => status));
    for (const { status, problem } of api.requestLines()) expect(PROBLEMS[problem as ProblemName].status).toBe(status);
    const { keys, accepted, rows } = await api.stored();
    // BullMQ notes its version when it starts, or gives that up on a machine that is very busy; the epoch lies in the totals.
    expect(keys.filter((key) => !/:(mining-clicks:meta|totals)$/.test(key))).toEqual([]);
    expect(accepted).toBeNull();
    expect(rows).toEqual({});
    expect(api.isRunning()).toBe(true);
    expect(api.output()).toBe('');
  });

  it('and the next good one is accepted', async () => {
    expect(await post('good-00000001')).toEqual([202]);
    expect((await api.stored()).keys.length).toBeGreaterThan(1);
  });
});

describe('what looks hostile and is not', () => {
  it.each(['123456789', '__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'undefined', '-_-_-_-_', 'null-null', '"quoted-key-1"'])(
    'the key %s is a name like any other',
    async (key) => {
      expect(await post(key)).toEqual([202]);
      expect(await post(key)).toEqual([200]);
    },
  );

  it('a member that is named twice counts as it stands last, in the fingerprint too', async () => {
    expect(await post('twice-named-1', { body: '{"source":"first","source":"last"}' })).toEqual([202]);
    expect(await post('twice-named-1', { body: '{"source":"last"}' })).toEqual([200]);
    expect(await post('twice-named-1', { body: '{"source":"first"}' })).toEqual([422]);
  });

  it.each([
    ['characters outside the basic plane', '{"source":"🔑é"}', []],
    ['a body in chunks, with a trailer that names a key', '', ['Content-Type: application/json', 'Transfer-Encoding: chunked']],
    ['an expectation that nobody knows', '{}', ['Expect: tea']],
    ['the coding identity', '{}', ['Content-Encoding: identity']],
    ['the character set of JSON', '', ['Content-Type: application/json; charset="UTF-8"', 'Content-Length: 0']],
  ])('%s', async (name, body, headers) => {
    const key = `fine-${Buffer.from(name).toString('hex').slice(0, 40)}`;
    const isChunked = headers.includes('Transfer-Encoding: chunked');
    if (!isChunked) return expect(await post(key, { body, headers })).toEqual([202]);
    const bytes = request({ headers: [...SIGNED, `Idempotency-Key: ${key}`, ...headers], body: '2\r\n{}\r\n0\r\nIdempotency-Key: another-key\r\n\r\n' });
    expect((await sendUntilTold(() => sendRaw(api.port, bytes))).headers['idempotency-key']).toBe(key);
  });

  it('a body that is itself a request is a body: nothing is smuggled', async () => {
    const smuggled = request({ headers: [...SIGNED, 'Idempotency-Key: smuggled-0001'] });
    const bytes = request({ line: 'GET /api/mining/account HTTP/1.1', headers: [...SIGNED, `Content-Length: ${smuggled.length}`], body: smuggled });
    expect((await sendRaw(api.port, bytes)).statuses).toEqual([200]);
    expect(await post('smuggled-0001')).toEqual([202]);
  });

  it('requests one behind the other are answered in their order', async () => {
    let tries = 0;
    const answer = await sendUntilTold(() => {
      const key = `Idempotency-Key: pipelined-${100 + (tries += 1)}`;
      return sendRaw(api.port, Buffer.concat([request({ headers: [...SIGNED.slice(0, 2), key] }), request({ headers: [...SIGNED, key] })]));
    });
    expect(parseAnswer(answer.text).statuses).toEqual([202, 200]);
  });

  it('a request that comes byte by byte is a request', async () => {
    const sent = await sendUntilTold(async () => {
      const { write, answer } = openRawSocket(api.port);
      for (const byte of request({ headers: [...SIGNED, 'Idempotency-Key: byte-by-byte1'] })) {
        write(Buffer.from([byte]));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return answer;
    });
    expect(sent.statuses).toEqual([202]);
  });
});

describe('what a client says of itself', () => {
  it('is not believed: not its address', async () => {
    const forged = ['X-Forwarded-For: 203.0.113.7', 'X-Real-IP: 203.0.113.7', 'Forwarded: for=203.0.113.7', 'X-Forwarded-Host: evil', 'X-Forwarded-Proto: https'];
    expect(await post('forged-address', { headers: forged })).toEqual([202]);
    expect(await lineOf('forged-address')).toMatchObject({ clientIp: '127.0.0.1' });
  });

  it('is not believed: a request id is neither taken nor given back, and only a well-formed trace is followed', async () => {
    const ids = [`X-Request-Id: ${'r'.repeat(2048)}`, 'X-Correlation-Id: planted', 'traceparent: 00-planted-planted-01'];
    const bytes = request({ headers: [...SIGNED, 'Idempotency-Key: forged-ids-01', ...ids] });
    const answer = await sendUntilTold(() => sendRaw(api.port, bytes));
    expect(answer.statuses).toEqual([202]);
    expect(answer.text).not.toMatch(/rrrr|planted/);
    const line = await lineOf('forged-ids-01');
    expect(line).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    expect(JSON.stringify(line)).not.toMatch(/rrrr|planted/);
  });

  it('can be of any number of addresses: the bucket of its real one still empties', async () => {
    const statuses: number[] = [];
    // So many together that a slow machine does not fill the bucket faster than they empty it.
    for (let round = 1; !statuses.includes(429); round += 1) {
      const posts = Array.from({ length: 60 }, (_, click) => post(`one-address-${round}-${click}`, { headers: [`X-Forwarded-For: 198.51.100.${click}`, `X-Click: ${click}`] }));
      statuses.push(...(await Promise.all(posts)).flat());
    }
    expect(new Set(statuses)).toEqual(new Set([202, 429]));
  });
});

it('a request that is answered before its body breaks is told of once', async () => {
  await post('all-before-this');
  await lineOf('all-before-this');
  const linesSince = () => {
    const lines = api.requestLines();
    return lines.slice(lines.findLastIndex(({ idempotencyKey }) => idempotencyKey === 'all-before-this') + 1);
  };
  const { write, received, answer } = openRawSocket(api.port);
  write(request({ headers: ['Host: api', 'Content-Type: application/json', 'Transfer-Encoding: chunked', 'Idempotency-Key: broken-later1'] }));
  await eventually(() => received().includes('401'));
  write('zz\r\n');
  expect(parseAnswer((await answer).text).statuses[0]).toBe(401);
  expect(await sendRaw(api.port, request({ line: 'GET /nowhere HTTP/1.1', headers: SIGNED }))).toMatchObject({ statuses: [404] });
  await eventually(() => linesSince().length >= 2);
  expect(linesSince().map(({ status }) => status)).toEqual([401, 404]);
});
