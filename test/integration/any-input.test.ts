import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentedAnswers } from '../../src/telemetry/label-values.js';
import { createTestApi, signTestToken } from '../support/api.js';
import { listenOn, sendBytes } from '../support/bare-socket.js';
import { createPipeline } from '../support/pipeline.js';

const CASES = 10_000;
/** Bytes that no client library sends as a header: on a socket of their own each. */
const RAW_CASES = 1000;

const KEY_CHARACTERS = 'abcXYZ019_-'.split('');
const newKey = fc.string({ unit: fc.constantFrom(...KEY_CHARACTERS), minLength: 8, maxLength: 64 });
const goodKey = fc.oneof(newKey, fc.constantFrom('known-key-1', 'known-key-2'));
const anyBytes = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const spoiltKey = fc.tuple(goodKey, anyBytes, goodKey).map(([before, bytes, after]) => before + bytes.slice(0, 2) + after);
const anyKey = fc.oneof(goodKey, goodKey.map((key) => `"${key}"`), spoiltKey, anyBytes);

const anyJson = fc.jsonValue({ maxDepth: 5 });
/** Mostly what it should be, so that what is wrong is often the only thing. */
const mostly = <T, U>(good: fc.Arbitrary<T>, other: fc.Arbitrary<U>) => fc.oneof({ weight: 5, arbitrary: good }, { weight: 1, arbitrary: other });
const goodTime = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
const fields = {
  source: mostly(fc.string({ minLength: 1, maxLength: 64 }), anyJson),
  clientTimestamp: mostly(goodTime, fc.oneof(fc.string(), anyJson)),
};
const nearlyBody = mostly(fc.record(fields, { requiredKeys: [] }), fc.record({ ...fields, more: anyJson }));
const nearlyEntry = mostly(fc.record({ idempotencyKey: mostly(goodKey, anyKey), ...fields }, { requiredKeys: ['idempotencyKey'] }), anyJson);
const clicks = fc.array(nearlyEntry, { maxLength: 4 });
const nearlyMany = mostly(fc.record({ clicks }), fc.record({ clicks: mostly(clicks, anyJson), more: anyJson }));

const anyRequest = fc.oneof(
  fc.record({ url: fc.constant('/api/mining/click'), key: mostly(goodKey, anyKey), body: mostly(nearlyBody, anyJson) }),
  fc.record({ url: fc.constant('/api/mining/clicks'), key: fc.constant('not-looked-at'), body: mostly(nearlyMany, anyJson) }),
);

/** Successes and faults of the client that are documented for posting to an address, alone or as one of many. */
function allowedStatuses(url: string): ReadonlySet<number> {
  const answers = documentedAnswers('api').filter(({ endpoint, method }) => method === 'POST' && endpoint === url);
  return new Set(answers.map(({ status }) => Number(status)).filter((status) => status < 500));
}
const ALLOWED = new Map(['/api/mining/click', '/api/mining/clicks'].map((url) => [url, allowedStatuses(url)] as const));
const ALLOWED_ALONE = allowedStatuses('/api/mining/click');

function expectAllowed(status: number, allowed: ReadonlySet<number> | undefined, about: unknown): void {
  if (!allowed?.has(status)) throw new Error(`${status} for ${JSON.stringify(about)}`);
}

describe('whatever is sent', () => {
  it(`as JSON and as key gets a documented answer that is no 5xx, in ${CASES} cases`, async () => {
    const api = createTestApi(await createPipeline());
    const authorization = `Bearer ${await signTestToken('user-1')}`;
    const seen = new Set<number>();
    const property = fc.asyncProperty(anyRequest, async ({ url, key, body }) => {
      const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': key };
      const response = await api.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) });
      expectAllowed(response.statusCode, ALLOWED.get(url), { url, key, body });
      const { results = [] } = response.json<{ results?: readonly { readonly status: number }[] }>();
      for (const { status } of results) expectAllowed(status, ALLOWED_ALONE, { url, body });
      for (const status of [response.statusCode, ...results.map((result) => result.status)]) seen.add(status);
    });
    await fc.assert(property, { numRuns: CASES });
    expect([...seen].sort()).toEqual([200, 202, 400, 422]);
  }, 300_000);

  it(`as bytes of a key on a bare socket gets a documented answer that is no 5xx, in ${RAW_CASES} cases`, async () => {
    const api = createTestApi(await createPipeline());
    const authorization = `Bearer ${await signTestToken('user-1')}`;
    const port = await listenOn(api);
    const property = fc.asyncProperty(anyKey, async (key) => {
      const answer = await sendBytes(port, headWith(authorization, key));
      const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      expect(statuses.length, JSON.stringify(key)).toBeGreaterThan(0);
      for (const status of statuses) expectAllowed(status, ALLOWED_ALONE, key);
    });
    await fc.assert(property, { numRuns: RAW_CASES });
  }, 300_000);
});

/** The key comes last: whatever is in it, the server knows that the connection ends with the answer. */
function headWith(authorization: string, key: string): string {
  const head = ['POST /api/mining/click HTTP/1.1', 'Host: test', 'Connection: close', `Authorization: ${authorization}`];
  return `${[...head, 'Content-Length: 0', `Idempotency-Key: ${key}`].join('\r\n')}\r\n\r\n`;
}
