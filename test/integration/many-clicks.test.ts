import { describe, expect, it } from 'vitest';
import { NO_LIMITS, type BucketLimits } from '../../src/admission/bucket-limits.js';
import { createClickId } from '../../src/click/click-id.js';
import type { LogFields } from '../../src/telemetry/log-fields.js';
import type { Log } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { withAdmissionMetrics, withReadLimiterMetrics } from '../../src/telemetry/with-metrics/admission.js';
import { createHttpTelemetry } from '../../src/telemetry/with-metrics/http.js';
import { createTestApi, getAs, postClick, postClicks, signTestToken } from '../support/api.js';
import { parseExposition } from '../support/exposition.js';
import { createPipeline, sumLedger, type PipelineChoice } from '../support/pipeline.js';
import { readRateLimit } from '../support/rate-limit-fields.js';
import { startPrivateRedis } from '../support/servers.js';

const keys = (count: number, prefix = 'key-of-click') => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const ONE_USER_CLICK: BucketLimits = { ...NO_LIMITS, user: { rate: 0.01, burst: 1 } };

/** The API with its telemetry, on a pipeline whose admission calls are counted. */
async function createApi(choice: PipelineChoice = {}) {
  const pipeline = await createPipeline(choice);
  const metrics = createMetrics('api');
  const lines: LogFields[] = [];
  const write = (fields: LogFields) => void lines.push(fields);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const api = createTestApi(pipeline, {
    admission: withAdmissionMetrics(pipeline.admission, metrics),
    readLimiter: withReadLimiterMetrics(pipeline.readLimiter, metrics),
    limits: choice.limits ?? NO_LIMITS,
    telemetry: createHttpTelemetry(metrics, log).plugin,
  });
  const counts = async (name: string, label: string): Promise<Record<string, number>> => {
    const { samples } = parseExposition((await metrics.render()).body);
    const pattern = new RegExp(`^${name}\\{${label}="([^"]*)"\\}$`);
    const found = [...samples].flatMap(([series, count]) => {
      const value = pattern.exec(series)?.[1];
      return value === undefined || count === 0 ? [] : [[value, count] as const];
    });
    return Object.fromEntries(found);
  };
  return {
    api,
    pipeline,
    lines,
    requests: () => counts('mining_click_requests_total', 'status'),
    refusals: () => counts('mining_click_refusals_total', 'reason'),
  };
}

describe('many clicks in one request', () => {
  it('are accepted, each with the answer that it would have had alone', async () => {
    const { api, pipeline } = await createApi();
    const { status, headers, results } = await postClicks(api, { clicks: keys(100) });
    expect(status).toBe(200);
    expect(headers['x-queue-depth']).toBe('100');
    expect(results.map(({ idempotencyKey }) => idempotencyKey)).toEqual(keys(100));
    for (const { idempotencyKey, ...result } of results) {
      const clickId = createClickId('user-1', String(idempotencyKey));
      expect(result).toEqual({ status: 202, body: { clickId, status: 'queued', statusUrl: `/api/mining/clicks/${clickId}` } });
    }
    pipeline.startWorker();
    await expect.poll(() => sumLedger(pipeline)).toEqual({ rows: 100, amounts: 100, balances: 100 });
    expect((await getAs(api, `/api/mining/click/status?key=${keys(1)[0]}`)).body).toMatchObject({ status: 'credited' });
  });

  it('are one call to the admission, and share a batch', async () => {
    const { api, pipeline } = await createApi();
    await postClicks(api, { clicks: keys(100) });
    expect(await pipeline.redis.hvals(pipeline.keys.sizes)).toEqual(['100']);
  });

  it('are as many calls as batches that hold them, where a batch holds fewer', async () => {
    const { api, pipeline } = await createApi({ batchClicks: 40 });
    const { results } = await postClicks(api, { clicks: keys(100) });
    expect(results.map(({ status }) => status)).toEqual(keys(100).map(() => 202));
    expect((await pipeline.redis.hvals(pipeline.keys.sizes)).map(Number).sort()).toEqual([20, 40, 40]);
  });

  it('are decided on one by one: accepted, replayed, known with another body, malformed, over the cap', async () => {
    const { api, requests, refusals } = await createApi({ maxDepth: 3 });
    await postClick(api, { key: 'known-key-1' });
    await postClick(api, { key: 'known-key-2', body: { source: 'app' } });
    const { status, results } = await postClicks(api, {
      clicks: [
        { idempotencyKey: 'known-key-2' },
        { idempotencyKey: 'new-key-of-1', amount: 5 },
        { idempotencyKey: 'new-key-of-1', source: 'app', clientTimestamp: '2026-01-01T00:00:00Z' },
        { idempotencyKey: 'short' },
        'known-key-1',
        { idempotencyKey: 'new-key-of-1', source: 'app', clientTimestamp: '2026-01-01T00:00:00Z' },
        'new-key-of-2',
        17,
      ],
    });
    expect(status).toBe(200);
    expect(results.map((result) => [result.idempotencyKey, result.status, result.body['type'] ?? result.body['status']])).toEqual([
      ['known-key-2', 422, '/docs/problems/key-reused'],
      ['new-key-of-1', 400, '/docs/problems/invalid-request'],
      ['new-key-of-1', 202, 'queued'],
      [null, 400, '/docs/problems/invalid-request'],
      ['known-key-1', 200, 'queued'],
      ['new-key-of-1', 200, 'queued'],
      ['new-key-of-2', 503, '/docs/problems/queue-full'],
      [null, 400, '/docs/problems/invalid-request'],
    ]);
    expect(results[6]?.body).toMatchObject({ outcome: 'not-accepted' });
    expect(results[6]?.retryAfter).toBeGreaterThanOrEqual(1);
    expect(await requests()).toEqual({ '200': 2, '202': 3, '400': 3, '422': 1, '503': 1 });
    expect(await refusals()).toEqual({ 'queue-full': 1 });
  });

  it('over a limit say when to come back, each for itself; none of their keys is used up', async () => {
    const { api, pipeline, refusals } = await createApi({ limits: ONE_USER_CLICK });
    const { headers, results } = await postClicks(api, { clicks: keys(3) });
    expect(results.map(({ status }) => status)).toEqual([202, 429, 429]);
    expect(readRateLimit(headers)).toMatchObject({ policies: { user: { q: 1, w: 100 } }, limits: { user: { r: 0 } } });
    const least = readRateLimit(headers).limits['user']?.['t'];
    for (const { body, retryAfter } of results.slice(1)) {
      expect(body).toMatchObject({ bucket: 'user', outcome: 'not-accepted' });
      expect(retryAfter).toBeGreaterThanOrEqual(least ?? Infinity);
    }
    await pipeline.redis.del(pipeline.keys.userBucket('user-1'));
    expect((await postClick(api, { key: keys(3)[2] ?? '' })).status).toBe(202);
    expect(await refusals()).toEqual({ 'user-limit': 2 });
  });

  it('that were accepted before cost a read each; those beyond what is left say that they are accepted', async () => {
    const { api, refusals } = await createApi({ readLimit: { rate: 0.01, burst: 2 } });
    await postClicks(api, { clicks: keys(4) });
    const { results } = await postClicks(api, { clicks: keys(4) });
    expect(results.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(results[3]?.body).toMatchObject({ bucket: 'read', outcome: 'accepted' });
    expect(await refusals()).toEqual({ 'read-limit': 2 });
  });

  it('are unavailable each, when Redis is', async () => {
    const redis = await startPrivateRedis();
    const { api, requests } = await createApi({ redisUrl: redis.url, deadlineMs: 200 });
    await redis.kill('SIGSTOP');
    const { status, results } = await postClicks(api, { clicks: keys(2) });
    expect(status).toBe(200);
    expect(results).toMatchObject(keys(2).map(() => ({ status: 503, body: { outcome: 'unknown' }, retryAfter: expect.any(Number) as number })));
    expect(await requests()).toEqual({ '503': 2 });
    await redis.kill('SIGCONT');
  });

  it('have one log line, which names them and counts their statuses', async () => {
    const { api, lines } = await createApi();
    await postClick(api, { key: 'known-key' });
    await postClicks(api, { clicks: ['known-key', 'new-key-of-1', 'bad'] });
    expect(lines).toHaveLength(2);
    expect(lines[0]).not.toHaveProperty('clicks');
    expect(lines[1]).toMatchObject({
      endpoint: '/api/mining/clicks',
      status: 200,
      userId: 'user-1',
      queueDepth: 2,
      clicks: 3,
      statuses: ['200=1', '202=1', '400=1'],
      clickIds: ['known-key', 'new-key-of-1'].map((key) => createClickId('user-1', key)),
    });
  });
});

describe('a request of clicks that is wrong as a whole', () => {
  it.each([
    ['no body', undefined, 400],
    ['no JSON', '{"clicks":[', 400],
    ['no object', [], 400],
    ['no clicks', {}, 400],
    ['an empty list', { clicks: [] }, 400],
    ['too many clicks', { clicks: keys(101).map((idempotencyKey) => ({ idempotencyKey })) }, 400],
    ['a list that is none', { clicks: { idempotencyKey: 'key-00000001' } }, 400],
    ['an unknown member beside a malformed click', { clicks: ['bad'], user: 'user-2' }, 400],
    ['a body of more than 32 KiB', { clicks: [{ source: 'x'.repeat(33 * 1024) }] }, 413],
  ])('by %s is a problem, counts once and accepts nothing', async (_name, payload, status) => {
    const { api, pipeline, requests } = await createApi();
    const headers = { authorization: `Bearer ${await signTestToken('user-1')}`, 'content-type': 'application/json' };
    const response = await api.inject({ method: 'POST', url: '/api/mining/clicks', headers, ...(payload !== undefined && { payload }) });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(await requests()).toEqual({ [status]: 1 });
    expect((await pipeline.readState()).depth).toBe(0);
  });

  it('by its token is a problem too; a hundred of the largest clicks are none', async () => {
    const { api, requests } = await createApi();
    expect((await postClicks(api, { clicks: keys(2), headers: { authorization: 'Bearer no' } })).status).toBe(401);
    const large = keys(100, 'k'.repeat(60)).map((idempotencyKey) => ({
      idempotencyKey,
      clientTimestamp: '2026-01-01T00:00:00.000000+00:00',
      source: 's'.repeat(64),
    }));
    const { status, results } = await postClicks(api, { clicks: large });
    expect([status, new Set(results.map((result) => result.status))]).toEqual([200, new Set([202])]);
    expect(await requests()).toEqual({ '401': 1, '202': 100 });
  });
});
