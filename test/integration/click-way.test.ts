import { describe, expect, it } from 'vitest';
import { createClickId } from '../../src/click/click-id.js';
import { createTestApi, getAs, postClick } from '../support/api.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, sumLedger, type Pipeline } from '../support/pipeline.js';

const KEY = 'key-00000001';
const CLICK_ID = createClickId('user-1', KEY);

async function untilDrained(pipeline: Pipeline): Promise<void> {
  await eventually(async () => (await pipeline.readState()).depth === 0);
}

describe('the way of a click', () => {
  it('goes from 202 to the ledger, and its status follows', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    const posted = await postClick(api, { body: { source: 'button', clientTimestamp: '2026-11-23T12:00:00Z' } });
    expect(posted).toMatchObject({
      status: 202,
      body: { clickId: CLICK_ID, status: 'queued', statusUrl: `/api/mining/clicks/${CLICK_ID}` },
      headers: { location: `/api/mining/clicks/${CLICK_ID}`, 'x-queue-depth': '1', 'idempotency-key': KEY },
    });
    expect(await getAs(api, `/api/mining/click/status?key=${KEY}`)).toMatchObject({ status: 200, body: { status: 'queued' } });

    pipeline.startWorker();
    const credited = await eventually(async () => {
      const { body } = await getAs(api, `/api/mining/clicks/${CLICK_ID}`);
      return body['status'] === 'credited' && body;
    });
    expect(credited).toMatchObject({ reward: 1, balance: 1 });
    expect(await pipeline.clicks.findOne({ _id: CLICK_ID })).toMatchObject({
      userId: 'user-1',
      idempotencyKey: KEY,
      status: 'credited',
      amount: 1,
      source: 'button',
      clientTimestamp: '2026-11-23T12:00:00Z',
    });
    const account = await getAs(api, '/api/mining/account');
    expect(account).toMatchObject({ status: 200, body: { userId: 'user-1', balance: 1, latestClicks: [{ clickId: CLICK_ID }] } });
  });

  it('answers 50 posts of one key at once with exactly one 202', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    pipeline.startWorker();
    const answers = await Promise.all(Array.from({ length: 50 }, () => postClick(api)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ body }) => body['clickId']))).toEqual(new Set([CLICK_ID]));
    await untilDrained(pipeline);
    expect(await sumLedger(pipeline)).toEqual({ rows: 1, amounts: 1, balances: 1 });
  });

  it('lets one click go alone at once, and many share a batch', async () => {
    const pipeline = await createPipeline({ announceDelayMs: 60_000 });
    const api = createTestApi(pipeline);
    await postClick(api, { key: 'alone-000001' });
    expect((await pipeline.readState()).unfinishedBatches).toBe(1);
    const [alone = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.batches.take(alone, 'taker');
    await Promise.all(Array.from({ length: 250 }, (_, index) => postClick(api, { key: `shared-${1000 + index}` })));
    const sizes = Object.values(await pipeline.redis.hgetall(pipeline.keys.sizes)).map(Number);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(251);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(Math.max(...sizes)).toBeGreaterThan(10);
    await pipeline.announcer.flush();
  });

  it('takes in a foreign click job, and refuses one that is no click', async () => {
    const pipeline = await createPipeline({ limits: { global: { rate: 1, burst: 1 }, user: { rate: 1, burst: 1 }, ip: { rate: 1, burst: 1 } }, maxDepth: 1 });
    const foreign = [1, 2, 3].map((number) => ({ userId: 'user-1', idempotencyKey: `foreign-key-${number}` }));
    for (const click of foreign) await pipeline.queue.add('click' as never, click as never);
    await pipeline.queue.add('click' as never, foreign[0] as never);
    const bad = await pipeline.queue.add('click' as never, { userId: 'user-1', amount: 1000 } as never, { attempts: 5 });
    expect((await pipeline.readState()).depth).toBe(5);
    pipeline.startWorker();
    await eventually(async () => (await bad.getState()) === 'failed' && (await pipeline.clicks.countDocuments()) === 3);
    await untilDrained(pipeline);
    expect(await sumLedger(pipeline)).toEqual({ rows: 3, amounts: 3, balances: 3 });
  });
});

describe('a repeated key', () => {
  it('gets 200 with the present status in every state', async () => {
    const pipeline = await createPipeline({ announceDelayMs: 60_000 });
    const api = createTestApi(pipeline);
    await postClick(api);
    const replay = async () => {
      const { status, body, headers } = await postClick(api);
      return { status, state: body['status'], replayed: headers['idempotency-replayed'] };
    };
    expect(await replay()).toEqual({ status: 200, state: 'queued', replayed: 'true' });

    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    const taken = await pipeline.batches.take(batchId, 'taker');
    expect(await replay()).toEqual({ status: 200, state: 'processing', replayed: 'true' });

    if (taken.kind !== 'taken') throw new Error('the batch was not taken');
    const { poster } = pipeline.startWorker();
    await poster.postBatch(taken.clicks);
    expect(await replay()).toEqual({ status: 200, state: 'credited', replayed: 'true' });
    await pipeline.batches.finish(batchId, [CLICK_ID]);
    expect(await replay()).toEqual({ status: 200, state: 'credited', replayed: 'true' });
  });

  it('gets 200 for a click that was rejected or failed', async () => {
    const pipeline = await createPipeline({ rules: { dailyCap: 1 } });
    await pipeline.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    const api = createTestApi(pipeline);
    await postClick(api, { key: 'first-in-the-day' });
    await postClick(api);
    await postClick(api, { user: 'broken' });
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await postClick(api)).toMatchObject({ status: 200, body: { status: 'rejected', code: 'DAILY_CAP' } });
    expect(await postClick(api, { user: 'broken' })).toMatchObject({ status: 200, body: { status: 'failed', code: 'LEDGER_REFUSED' } });
  });

  it('gets 202 again after the life of its record, is credited once, and the status tells the first result', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    pipeline.startWorker();
    await postClick(api);
    await untilDrained(pipeline);
    await pipeline.redis.del(pipeline.keys.click(CLICK_ID));
    expect(await postClick(api)).toMatchObject({ status: 202, body: { clickId: CLICK_ID } });
    expect(await getAs(api, `/api/mining/clicks/${CLICK_ID}`)).toMatchObject({ body: { status: 'credited', balance: 1 } });
    await untilDrained(pipeline);
    expect(await sumLedger(pipeline)).toEqual({ rows: 1, amounts: 1, balances: 1 });
  });

  it('gets 422 with another body, and leaves the click as it was', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    await postClick(api, { body: { source: 'button' } });
    expect(await postClick(api, { body: { source: 'menu' } })).toMatchObject({
      status: 422,
      body: { type: '/docs/problems/key-reused', status: 422 },
    });
    expect(await postClick(api, { body: { source: 'button' } })).toMatchObject({ status: 200 });
  });

  it('belongs to its user: another user has the same key for himself', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    expect((await postClick(api, { user: 'alice' })).status).toBe(202);
    expect((await postClick(api, { user: 'bob' })).status).toBe(202);
  });
});
