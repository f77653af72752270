import { describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { createTestApi, signTestToken } from '../support/api.js';
import { listenOn, sendBytes } from '../support/bare-socket.js';
import { createPipeline } from '../support/pipeline.js';

/** One thing that is wrong with a request, or that stands in the way of its click; the first in the list decides. */
const FAULTS = [
  { name: 'broken framing', status: 400, problem: 'malformed-http' },
  { name: 'headers too large', status: 431, problem: 'headers-too-large' },
  { name: 'unknown address', status: 404, problem: 'route-not-found' },
  { name: 'unknown method', status: 405, problem: 'method-not-allowed' },
  { name: 'no token', status: 401, problem: 'missing-token' },
  { name: 'wrong scope', status: 403, problem: 'wrong-scope' },
  { name: 'large body', status: 413, problem: 'body-too-large' },
  { name: 'compressed body', status: 415, problem: 'unsupported-media-type' },
  { name: 'bad body', status: 400, problem: 'invalid-request' },
  { name: 'bad key', status: 400, problem: 'invalid-request' },
  { name: 'other body under a known key', status: 422, problem: 'key-reused' },
  { name: 'known key', status: 200, problem: undefined },
  { name: 'draining', status: 503, problem: 'draining' },
  { name: 'full queue', status: 503, problem: 'queue-full' },
  { name: 'empty bucket', status: 429, problem: 'rate-limited' },
] as const;
type Fault = (typeof FAULTS)[number]['name'];

/** Faults that cannot be in one request: each is about the head, the address, or what the body and the key are. */
const ALTERNATIVES: readonly (readonly Fault[])[] = [
  ['broken framing', 'headers too large'],
  ['unknown address', 'unknown method'],
  ['large body', 'compressed body', 'bad body', 'other body under a known key', 'known key'],
];
const areAlternatives = (a: Fault, b: Fault): boolean => ALTERNATIVES.some((group) => group.includes(a) && group.includes(b));

const KNOWN = 'a-known-key';

/** The API in which a click is refused for all of `faults`, and an accepted click with the known key. */
async function createApi(faults: ReadonlySet<Fault>) {
  const limits = faults.has('empty bucket') ? { ...NO_LIMITS, user: { rate: 0.001, burst: 1 } } : NO_LIMITS;
  const pipeline = await createPipeline({ limits, ...(faults.has('full queue') && { maxDepth: 1 }) });
  const api = createTestApi(pipeline, { limits });
  const port = await listenOn(api);
  const first = await sendBytes(port, await makeRequest(new Set(['known key'])));
  expect(first).toContain('HTTP/1.1 202 ');
  if (faults.has('draining')) pipeline.admission.close('draining');
  return port;
}

/** A request with these faults, as it goes over the wire. */
async function makeRequest(faults: ReadonlySet<Fault>): Promise<string> {
  const isKnown = faults.has('known key') || faults.has('other body under a known key');
  const key = faults.has('bad key') ? 'bad' : isKnown ? KNOWN : 'key-00000001';
  const body = bodyOf(faults);
  const head = [
    `${faults.has('unknown method') ? 'PUT' : 'POST'} /api/mining/${faults.has('unknown address') ? 'nothing' : 'click'} HTTP/1.1`,
    'Host: test',
    'Connection: close',
    `Idempotency-Key: ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...(faults.has('no token') ? [] : [`Authorization: Bearer ${await signTestToken('user-1', faults.has('wrong scope') ? 'other' : 'click')}`]),
    ...(faults.has('compressed body') ? ['Content-Encoding: gzip'] : []),
    ...(faults.has('broken framing') ? ['A Header: with a space in its name'] : []),
    ...(faults.has('headers too large') ? [`X-Large: ${'x'.repeat(9000)}`] : []),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

function bodyOf(faults: ReadonlySet<Fault>): string {
  if (faults.has('large body')) return JSON.stringify({ source: 'x'.repeat(20_000) });
  if (faults.has('bad body')) return '{"amount":1}';
  return faults.has('other body under a known key') ? '{"source":"other"}' : '{}';
}

describe('of two things that stand in the way of a click', () => {
  const pairs = FAULTS.flatMap((first, index) => FAULTS.slice(index + 1).map((second) => ({ first, second })));

  it.each(pairs.filter(({ first, second }) => !areAlternatives(first.name, second.name)))(
    '$first.name decides before $second.name',
    async ({ first, second }) => {
      const faults = new Set<Fault>([first.name, second.name]);
      const answer = await sendBytes(await createApi(faults), await makeRequest(faults));
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${first.status} `));
      if (first.problem !== undefined) expect(answer).toContain(`"type":"/docs/problems/${first.problem}"`);
    },
  );

  it.each(FAULTS)('$name alone is answered $status', async ({ name, status }) => {
    const faults = new Set<Fault>([name]);
    expect(await sendBytes(await createApi(faults), await makeRequest(faults))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});
