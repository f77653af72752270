import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { PipelineError } from '../../src/click/codes.js';
import { EXAMPLE_USER } from '../../src/http/openapi/examples.js';
import type { ApiParts } from '../../src/http/app.js';
import { documentedRequest, listOperations, type DocumentedOperation } from '../support/answers/documented-request.js';
import { createTestApi, postClick, postClicks, signTestToken } from '../support/api.js';
import { createPipeline, type Pipeline, type PipelineChoice } from '../support/pipeline.js';
import { startPrivateRedis } from '../support/servers.js';

// Each error answer that the document has for several operations, from each of them. Whether they are as documented is
// held of every answer; what they say beyond that has tests of its own.

const operations = listOperations();
const withToken = operations.filter(({ security }) => security.some((way) => 'bearer' in way));
const withBody = operations.filter(({ requestBody }) => requestBody !== undefined);
const forClients = withToken.filter(({ path }) => path.startsWith('/api/mining/'));
const forAdmins = withToken.filter(({ path }) => path.startsWith('/api/admin/'));
const reads = forClients.filter(({ method }) => method === 'GET');
const ONE = { rate: 0.01, burst: 1 };

async function createApi(choice: PipelineChoice = {}, choose: (pipeline: Pipeline) => Partial<ApiParts> = () => ({})) {
  const pipeline = await createPipeline(choice);
  return createTestApi(pipeline, { metricsAccess: 'token', limits: choice.limits ?? NO_LIMITS, reportFault: () => undefined, ...choose(pipeline) });
}

/** Sends the request of an operation's examples with something else in it; gives the status and the problem's name. */
async function ask(api: Awaited<ReturnType<typeof createApi>>, operation: DocumentedOperation, other: Pick<InjectOptions, 'headers' | 'payload'> = {}) {
  const request = await documentedRequest(operation);
  const answer = await api.inject({ ...request, ...other, headers: { ...request.headers, ...other.headers } });
  const { type = '' } = answer.json<{ type?: string }>();
  return [answer.statusCode, type.split('/').at(-1)];
}

/** Whether the document has this problem among the operation's answers. */
const mayAnswer = (problem: string) => ({ responses }: DocumentedOperation) => JSON.stringify(responses).includes(problem);

const namesOf = (list: readonly DocumentedOperation[]) => list.map((operation) => ({ operation, name: operation.operationId }));

describe.each(namesOf(withToken))('$name', ({ operation }) => {
  it('asks for a good token of the right scope', async () => {
    const api = await createApi();
    expect(await ask(api, operation, { headers: { authorization: '' } })).toEqual([401, 'missing-token']);
    expect(await ask(api, operation, { headers: { authorization: 'Bearer not.a.token' } })).toEqual([401, 'invalid-token']);
    const authorization = `Bearer ${await signTestToken(EXAMPLE_USER, 'nothing')}`;
    expect(await ask(api, operation, { headers: { authorization } })).toEqual([403, 'wrong-scope']);
  });

  it('says when tokens cannot be checked', async () => {
    const api = await createApi({}, () => ({ verifyToken: () => ({ kind: 'rejected', reason: 'keys-unavailable' }) }));
    expect(await ask(api, operation)).toEqual([503, 'token-keys-unavailable']);
  });
});

describe.each(namesOf(forClients))('$name', ({ operation }) => {
  it('is refused while the process has too much to do', async () => {
    const api = await createApi({}, () => ({ edge: { overload: { eventLoopMs: 0, heapBytes: 1, rssBytes: 0 } } }));
    await expect.poll(() => ask(api, operation)).toEqual([503, 'overloaded']);
  });
});

describe.each(namesOf(withBody))('$name', ({ operation }) => {
  it('takes JSON up to a size', async () => {
    const api = await createApi();
    const payload = JSON.stringify({ source: 'x'.repeat(40_000) });
    expect(await ask(api, operation, { payload, headers: { 'content-type': 'application/json' } })).toEqual([413, 'body-too-large']);
    expect(await ask(api, operation, { payload: 'click', headers: { 'content-type': 'text/plain' } })).toEqual([415, 'unsupported-media-type']);
  });
});

describe.each(namesOf(reads))('$name', ({ operation }) => {
  it('costs a read', async () => {
    const api = await createApi({ readLimit: ONE });
    await ask(api, operation);
    expect(await ask(api, operation)).toEqual([429, 'rate-limited']);
  });

  it('says when the ledger is away', async () => {
    const api = await createApi({ readLimit: { rate: 10, burst: 10 } }, ({ ledger }) => ({
      findClickStatus: () => Promise.resolve({ kind: 'unavailable' }),
      ledger: { ...ledger, findAccount: () => Promise.reject(new PipelineError('LEDGER_UNAVAILABLE', 'away')) },
    }));
    expect(await ask(api, operation)).toEqual([503, 'ledger-unavailable']);
  });
});

describe.each(namesOf(forAdmins.filter(mayAnswer('ledger-unavailable'))))('$name', ({ operation }) => {
  it('says when the ledger is away', async () => {
    const away = () => Promise.reject(new PipelineError('LEDGER_UNAVAILABLE', 'away'));
    const api = await createApi({}, ({ admin: { letters, replayer, trail }, found }) => ({
      admin: { letters: { ...letters, list: away, find: away }, replayer: { ...replayer, replay: away }, trail: { ...trail, list: away, begin: away } },
      found: { ...found, listClicks: away, queue: { ...found.queue, pause: away, resume: away } },
    }));
    expect(await ask(api, operation)).toEqual([503, 'ledger-unavailable']);
  });
});

describe.each(namesOf(forAdmins.filter(mayAnswer('queue-unavailable'))))('$name', ({ operation }) => {
  it('says when Redis does not tell or change the queue', async () => {
    const away = () => Promise.reject(new PipelineError('QUEUE_UNAVAILABLE', 'away'));
    const api = await createApi({}, ({ found }) => ({ found: { ...found, queue: { read: away, pause: away, resume: away } } }));
    expect(await ask(api, operation)).toEqual([503, 'queue-unavailable']);
  });
});

describe.each(namesOf(forAdmins))('$name', ({ operation }) => {
  it('takes no query that it does not know', async () => {
    const api = await createApi();
    const request = await documentedRequest(operation);
    const answer = await api.inject({ ...request, query: { ...request.query, everything: 'yes' } });
    expect(answer.statusCode).toBe(400);
  });
});

it('a dead letter that is not there is not found', async () => {
  const api = await createApi();
  for (const operation of operations.filter(({ operationId }) => operationId === 'getDeadLetter')) expect(await ask(api, operation)).toEqual([404, 'dead-letter-not-found']);
});

describe('postClick', () => {
  const [operation] = operations.filter(({ operationId }) => operationId === 'postClick');
  if (!operation) throw new Error('the document has no postClick');

  it('says that a click is safe whose state cannot be told', async () => {
    const api = await createApi({ readLimit: { rate: 10, burst: 10 } }, () => ({ findClickStatus: () => Promise.resolve({ kind: 'unavailable' }) }));
    await ask(api, operation);
    expect(await ask(api, operation)).toEqual([503, 'ledger-unavailable']);
  });

  it('says that the outcome is unknown while Redis does not answer', async () => {
    const redis = await startPrivateRedis();
    const api = await createApi({ redisUrl: redis.url, deadlineMs: 200 });
    await redis.kill('SIGSTOP');
    expect(await ask(api, operation)).toEqual([503, 'admission-unavailable']);
    await redis.kill('SIGCONT');
  });

  it('says no more than that something went wrong, when something did', async () => {
    const api = await createApi({}, ({ admission }) => ({ admission: { ...admission, admit: () => Promise.reject(new Error('a fault')) } }));
    expect(await ask(api, operation)).toEqual([500, 'internal-error']);
  });

  it('is refused while Redis has little memory left', async () => {
    const api = await createApi({}, ({ admission }) => (admission.close('memory-guard'), {}));
    expect(await ask(api, operation)).toEqual([503, 'memory-guard']);
  });

  it('is refused while Redis does not show what it must remember', async () => {
    const api = await createApi({ expectedMemory: () => ({ epoch: 'the one that it had', leastMark: 0 }) });
    expect(await ask(api, operation)).toEqual([503, 'redis-forgot']);
  });

  it('refuses a key that was used for another click', async () => {
    const api = await createApi();
    await postClick(api, { user: EXAMPLE_USER, key: 'key-00000001' });
    expect(await ask(api, operation, { headers: { 'idempotency-key': 'key-00000001' } })).toEqual([422, 'key-reused']);
  });
});

it('getAccount takes no query', async () => {
  const api = await createApi();
  const authorization = `Bearer ${await signTestToken(EXAMPLE_USER)}`;
  expect((await api.inject({ url: '/api/mining/account?user=somebody', headers: { authorization } })).statusCode).toBe(400);
});

describe('postClicks', () => {
  it('says of each click that Redis has little memory left', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    pipeline.admission.close('memory-guard');
    const { results } = await postClicks(api, { clicks: ['a-new-key'] });
    expect(results).toMatchObject([{ status: 503, body: { type: '/docs/problems/memory-guard', outcome: 'not-accepted' } }]);
  });

  it('says of each click that Redis has forgotten', async () => {
    const api = createTestApi(await createPipeline({ expectedMemory: () => ({ epoch: 'the one that it had', leastMark: 0 }) }));
    const { results } = await postClicks(api, { clicks: ['a-new-key'] });
    expect(results).toMatchObject([{ status: 503, body: { type: '/docs/problems/redis-forgot', outcome: 'not-accepted' } }]);
    expect(results[0]?.body['detail']).toContain('mining-clicks reopen');
    expect(results[0]?.retryAfter).toBeGreaterThanOrEqual(30);
  });

  it('says of each click what it would have been told alone: draining, and where it is cannot be told', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline, { findClickStatus: () => Promise.resolve({ kind: 'unavailable' }) });
    await postClicks(api, { clicks: ['known-key'] });
    pipeline.admission.close('draining');
    const { results } = await postClicks(api, { clicks: ['known-key', 'a-new-key'] });
    expect(results).toMatchObject([
      { status: 503, body: { type: '/docs/problems/ledger-unavailable', outcome: 'accepted' } },
      { status: 503, body: { type: '/docs/problems/draining', outcome: 'not-accepted' } },
    ]);
  });
});

it('pages that are not there are not found', async () => {
  const api = await createApi();
  for (const operation of operations.filter(({ path }) => path.endsWith('/{name}'))) expect(await ask(api, operation)).toEqual([404, 'route-not-found']);
});
