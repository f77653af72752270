import { describe, expect, it } from 'vitest';
import { NO_LIMITS, type BucketLimits } from '../../src/admission/bucket-limits.js';
import { REFUSAL_REASONS } from '../../src/telemetry/label-values.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { withAdmissionMetrics, withReadLimiterMetrics } from '../../src/telemetry/with-metrics/admission.js';
import { createTestApi, getAs, postClick } from '../support/api.js';
import { parseExposition } from '../support/exposition.js';
import { createPipeline, type PipelineChoice } from '../support/pipeline.js';
import { startPrivateRedis } from '../support/servers.js';

/** The API on real stores, with its admission counted; the refusals that are not 0. */
async function createCountedApi(choice: PipelineChoice = {}) {
  const pipeline = await createPipeline(choice);
  const metrics = createMetrics('api');
  const admission = withAdmissionMetrics(pipeline.admission, metrics);
  const readLimiter = withReadLimiterMetrics(pipeline.readLimiter, metrics);
  const app = createTestApi(pipeline, { admission, readLimiter, limits: choice.limits ?? NO_LIMITS });
  const refusals = async () => {
    const { samples } = parseExposition((await metrics.render()).body);
    const counts = REFUSAL_REASONS.map((reason) => [reason, samples.get(`mining_click_refusals_total{reason="${reason}"}`)] as const);
    return Object.fromEntries(counts.filter(([, count]) => count !== 0));
  };
  /** Posts one click after the other, each with another key; gives the statuses. */
  const post = async (...users: string[]) => {
    const statuses: number[] = [];
    for (const [index, user] of users.entries()) statuses.push((await postClick(app, { user, key: `key-0000000${index}` })).status);
    return statuses;
  };
  return { app, admission, post, refusals };
}

/** One click, and no other for a long time. */
const ONCE = { rate: 0.001, burst: 1 };

describe('the refusals', () => {
  it.each([
    ['global', 'global-limit'],
    ['user', 'user-limit'],
    ['ip', 'ip-limit'],
  ] as const)('by the %s bucket are counted as %s, once each', async (bucket, reason) => {
    const limits: BucketLimits = { ...NO_LIMITS, [bucket]: ONCE };
    const { post, refusals } = await createCountedApi({ limits });
    expect(await post('user-1', 'user-1', 'user-1')).toEqual([202, 429, 429]);
    expect(await refusals()).toEqual({ [reason]: 2 });
  });

  it('of replays and of reads are counted together', async () => {
    const { app, post, refusals } = await createCountedApi({ readLimit: ONCE });
    const postSame = async () => (await postClick(app)).status;
    expect([await postSame(), await postSame(), await postSame()]).toEqual([202, 200, 429]);
    expect((await getAs(app, '/api/mining/account')).status).toBe(429);
    expect(await post('user-2')).toEqual([202]);
    expect(await refusals()).toEqual({ 'read-limit': 2 });
  });

  it('by a full queue are counted', async () => {
    const { post, refusals } = await createCountedApi({ maxDepth: 1 });
    expect(await post('user-1', 'user-2', 'user-3')).toEqual([202, 503, 503]);
    expect(await refusals()).toEqual({ 'queue-full': 2 });
  });

  it('by a process that stops are counted, but not the replays that it still answers', async () => {
    const { admission, post, refusals } = await createCountedApi();
    expect(await post('user-1')).toEqual([202]);
    admission.close();
    expect(await post('user-1', 'user-2')).toEqual([200, 503]);
    expect(await refusals()).toEqual({ draining: 1 });
  });

  it('for want of Redis are counted, whether the outcome is known or not', async () => {
    const redis = await startPrivateRedis();
    const { post, refusals } = await createCountedApi({ redisUrl: redis.url, deadlineMs: 300 });
    await redis.kill('SIGSTOP');
    expect(await post('user-1')).toEqual([503]);
    await redis.kill('SIGKILL');
    expect(await post('user-1')).toEqual([503]);
    expect(await refusals()).toEqual({ 'redis-unavailable': 2 });
    await redis.restart();
  });

  it('are neither replays nor requests that are wrong', async () => {
    const { app, post, refusals } = await createCountedApi();
    expect(await post('user-1')).toEqual([202]);
    expect(await post('user-1')).toEqual([200]);
    expect((await postClick(app, { user: 'user-1', key: 'key-00000000', body: { source: 'another' } })).status).toBe(422);
    expect((await postClick(app, { body: { wrong: true } })).status).toBe(400);
    expect((await postClick(app, { headers: { authorization: 'Bearer no' } })).status).toBe(401);
    expect(await refusals()).toEqual({});
  });
});
