import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { NO_LIMITS, type BucketLimits } from '../../src/admission/bucket-limits.js';
import { createTestApi, getAs, postClick } from '../support/api.js';
import { createPipeline, type PipelineChoice } from '../support/pipeline.js';
import { readRateLimit } from '../support/rate-limit-fields.js';
import { startPrivateRedis } from '../support/servers.js';

async function createApi(choice: PipelineChoice = {}) {
  const pipeline = await createPipeline(choice);
  return { pipeline, api: createTestApi(pipeline, { limits: choice.limits ?? NO_LIMITS }) };
}

/** Posts the same click, or each time another, so often; gives the answers. */
async function postTimes(api: FastifyInstance, times: number, key?: string) {
  const answers = [];
  for (let index = 0; index < times; index += 1) answers.push(await postClick(api, { key: key ?? `key-of-click-${index}` }));
  return answers;
}

const LIMITS: BucketLimits = { global: { rate: 5000, burst: 9000 }, user: { rate: 0.01, burst: 3 }, ip: { rate: 0, burst: 1 } };
const POLICIES = { global: { q: 9000, w: 2 }, user: { q: 3, w: 300 } };
/** Two reads, and no more for a long time. */
const TWO_READS = { rate: 0.01, burst: 2 };
const READ_POLICY = { read: { q: 2, w: 200 } };

describe('an accepted click', () => {
  it('is told every policy of clicks, and what is left to its user', async () => {
    const { api } = await createApi({ limits: LIMITS });
    const told = (await postTimes(api, 3)).map(({ status, headers }) => ({ status, ...readRateLimit(headers) }));
    expect(told).toMatchObject([
      { status: 202, policies: POLICIES, limits: { user: { r: 2 } } },
      { status: 202, policies: POLICIES, limits: { user: { r: 1 } } },
      { status: 202, policies: POLICIES, limits: { user: { r: 0 } } },
    ]);
    for (const { limits } of told) {
      expect(limits['user']?.['t']).toBeGreaterThan(90);
      expect(limits['user']?.['t']).toBeLessThanOrEqual(100);
    }
  });

  it('is told of no limit where there is none', async () => {
    const { api } = await createApi();
    expect(readRateLimit((await postClick(api)).headers)).toMatchObject({ policies: {}, limits: {} });
  });
});

describe('a click over a limit', () => {
  it.each(['global', 'user', 'ip'] as const)('is told when the %s bucket has a token, and comes back no earlier', async (bucket) => {
    const limits: BucketLimits = { ...NO_LIMITS, [bucket]: { rate: 0.01, burst: 1 } };
    const { api } = await createApi({ limits });
    const [, ...refused] = await postTimes(api, 41);
    for (const { status, headers } of refused) {
      const { policies, limits: left, retryAfter } = readRateLimit(headers);
      expect(status).toBe(429);
      expect(policies).toEqual({ [bucket]: { q: 1, w: 100 } });
      expect(left).toMatchObject({ [bucket]: { r: 0 } });
      expect(left[bucket]?.['t']).toBeGreaterThan(0);
      expect(retryAfter).toBeGreaterThanOrEqual(left[bucket]?.['t'] ?? Infinity);
      expect(retryAfter).toBeLessThanOrEqual(160);
    }
    const times = new Set(refused.map(({ headers }) => headers['retry-after']));
    expect(times.size).toBeGreaterThan(3);
  });
});

describe('a replay', () => {
  it('costs no token of a click', async () => {
    const { api } = await createApi({ limits: LIMITS });
    await postClick(api);
    await postTimes(api, 9, 'key-00000001');
    expect((await postTimes(api, 3)).map(({ status }) => status)).toEqual([202, 202, 429]);
  });

  it('costs a read, and without one is 429 that says that its click is accepted', async () => {
    const { api } = await createApi({ readLimit: TWO_READS });
    const [accepted, ...replays] = await postTimes(api, 4, 'key-00000001');
    expect(accepted?.status).toBe(202);
    expect(replays.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(replays.map(({ headers }) => readRateLimit(headers))).toMatchObject([
      { policies: READ_POLICY, limits: { read: { r: 1 } } },
      { policies: READ_POLICY, limits: { read: { r: 0 } } },
      { policies: READ_POLICY, limits: { read: { r: 0 } } },
    ]);
    const { body, headers } = replays[2] ?? {};
    expect(body).toMatchObject({ type: '/docs/problems/rate-limited', bucket: 'read', outcome: 'accepted' });
    expect(headers).toMatchObject({ location: accepted?.headers.location, 'idempotency-key': 'key-00000001' });
    const { limits, retryAfter } = readRateLimit(headers ?? {});
    expect(retryAfter).toBeGreaterThanOrEqual(limits['read']?.['t'] ?? Infinity);
  });
});

describe('reads', () => {
  it.each(['/api/mining/click/status?key=key-00000001', '/api/mining/account'])('of %s draw on the same bucket', async (url) => {
    const { api } = await createApi({ readLimit: TWO_READS });
    await postTimes(api, 2, 'key-00000001');
    const answers = [await getAs(api, url), await getAs(api, url)];
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    expect(answers.map(({ headers }) => readRateLimit(headers))).toMatchObject([
      { policies: READ_POLICY, limits: { read: { r: 0 } } },
      { policies: READ_POLICY, limits: { read: { r: 0 } } },
    ]);
    expect(answers[1]?.body).toMatchObject({ type: '/docs/problems/rate-limited', bucket: 'read' });
    expect(answers[1]?.body).not.toHaveProperty('outcome');
    expect((await getAs(api, url, 'user-2')).status).not.toBe(429);
  });

  it('of an address that is malformed cost nothing; of a click that is not there they do', async () => {
    const { api } = await createApi({ readLimit: TWO_READS });
    const statuses = [];
    for (const id of ['no-id', 'no-id', `c${'0'.repeat(40)}`, `c${'0'.repeat(40)}`, `c${'0'.repeat(40)}`]) {
      statuses.push((await getAs(api, `/api/mining/clicks/${id}`)).status);
    }
    expect(statuses).toEqual([400, 400, 404, 404, 429]);
  });

  it('are not limited while Redis does not answer: the ledger still does', async () => {
    const redis = await startPrivateRedis();
    const { api, pipeline } = await createApi({ redisUrl: redis.url, readLimit: TWO_READS, deadlineMs: 200 });
    pipeline.redis.options.commandTimeout = 200;
    expect((await getAs(api, '/api/mining/account')).status).toBe(200);
    await redis.kill('SIGSTOP');
    for (let index = 0; index < 3; index += 1) {
      const { status, headers } = await getAs(api, '/api/mining/account');
      expect(status).toBe(200);
      expect(readRateLimit(headers)).toMatchObject({ policies: READ_POLICY, limits: {} });
    }
    await redis.kill('SIGCONT');
  });
});
