import { describe, expect, it, onTestFinished } from 'vitest';
import type { QueueState } from '../../../src/console/found.js';
import { createTakeableJobCounter } from '../../../src/queue/redis-takeable-jobs.js';
import { createFetchWatch, PARKED_AFTER_LOOKS } from '../../../src/worker/fetch-watch.js';
import { createTestApi, getAs, postClick, signTestToken } from '../../support/api.js';
import { eventually } from '../../support/namespace.js';
import { createPipeline, sumLedger, type PipelineChoice } from '../../support/pipeline.js';
import { startPrivateMongod, startPrivateRedis } from '../../support/servers.js';

const REASON = 'MongoDB is being upgraded';

async function createWorld(choice: PipelineChoice = {}) {
  const pipeline = await createPipeline(choice);
  const api = createTestApi(pipeline);
  const act = async (name: 'pause' | 'resume', payload: unknown = { reason: REASON }) => {
    const headers = { authorization: `Bearer ${await signTestToken('olga', 'admin')}` };
    const answer = await api.inject({ method: 'POST', url: `/api/admin/queue/${name}`, headers, payload: payload as object });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };
  const get = (path: string) => getAs(api, `/api/admin/${path}`, 'olga', 'admin');
  const read = async () => (await get('queue')).body as unknown as QueueState;
  const trail = async () => (await get('audit-trail')).body['entries'] as Record<string, unknown>[];
  return { ...pipeline, api, act, get, read, trail };
}

const post = (api: Parameters<typeof postClick>[0], number: number) => postClick(api, { user: 'anna', key: `key-${String(number).padStart(8, '0')}` });

describe('the queue', () => {
  it('is told as it is: depth, tickets, age of the oldest', async () => {
    const { api, announcer, startWorker, read } = await createWorld();
    expect(await read()).toMatchObject({ name: 'mining-clicks', isPaused: false, depth: 0, oldestMs: null, jobs: { waiting: 0, active: 0 } });
    await post(api, 1);
    await announcer.flush();
    const waiting = await read();
    expect(waiting).toMatchObject({ depth: 1, jobs: { waiting: 1 } });
    expect(waiting.oldestMs).toBeGreaterThanOrEqual(0);
    expect(Math.abs(waiting.at - Date.now())).toBeLessThan(60_000);
    startWorker();
    expect(await eventually(async () => ((state) => state.jobs.completed === 1 && state)(await read()))).toMatchObject({ depth: 0, oldestMs: null });
  });

  it('that is paused accepts clicks until the cap, and no worker takes any; afterwards all are credited', async () => {
    const { api, act, read, announcer, startWorker, clicks, accounts } = await createWorld({ maxDepth: 3 });
    const { worker } = startWorker();
    expect((await act('pause')).body).toMatchObject({ isPaused: true, depth: 0 });
    const statuses: number[] = [];
    for (const number of [1, 2, 3, 4]) statuses.push((await post(api, number)).status);
    expect(statuses).toEqual([202, 202, 202, 503]);
    await announcer.flush();
    expect(worker.countTaken()).toBe(0);
    expect(await read()).toMatchObject({ isPaused: true, depth: 3, jobs: { active: 0 } });
    expect((await act('resume', { reason: 'it is done' })).body).toMatchObject({ isPaused: false });
    await eventually(async () => (await read()).depth === 0);
    expect(await sumLedger({ clicks, accounts })).toEqual({ rows: 3, amounts: 3, balances: 3 });
  });

  it('that is paused is not taken for a fetch loop that is parked: the worker is alive, and its loop is left alone', async () => {
    const { api, act, redis, keys, announcer, startWorker, queue, read } = await createWorld();
    const { worker } = startWorker();
    const acts: string[] = [];
    const watched = { ...worker, restart: () => Promise.resolve(void acts.push('restarted')) };
    const watch = createFetchWatch(watched, { countTakeable: createTakeableJobCounter(redis, keys), onGivenUp: () => acts.push('given up') });
    await act('pause');
    await post(api, 1);
    await announcer.flush();
    expect(await queue.getWaitingCount()).toBe(1);
    for (let look = 0; look < 3 * PARKED_AFTER_LOOKS; look += 1) await watch.look();
    expect([acts, watch.isParked()]).toEqual([[], false]);
    await act('resume');
    await eventually(async () => (await read()).depth === 0);
  });

  it('that is paused tells since when and by whom: by the console, by another tool, or nobody remembers', async () => {
    const { act, queue, read, redis, keys } = await createWorld();
    const before = (await read()).at;
    await act('pause');
    const byConsole = await read();
    expect(byConsole.pause).toEqual({ at: expect.any(Number) as number, known: 'event', by: 'olga', reason: REASON });
    expect(byConsole.pause?.at).toBeGreaterThanOrEqual(before);
    expect(byConsole.pause?.at).toBeLessThanOrEqual(byConsole.at);
    await act('pause', { reason: 'once more' });
    expect((await read()).pause).toEqual(byConsole.pause);

    await act('resume');
    expect((await read()).pause).toBeUndefined();
    await queue.pause();
    expect((await read()).pause).toEqual({ at: expect.any(Number) as number, known: 'event' });
    const seen = (await read()).pause;
    await redis.del(`${keys.queue}events`);
    expect((await read()).pause).toEqual(seen);
  });

  it('that was paused before BullMQ remembers says so', async () => {
    const { queue, read, redis, keys } = await createWorld();
    await queue.pause();
    await redis.del(`${keys.queue}events`);
    const { at, pause } = await read();
    expect(pause).toEqual({ at, known: 'at the latest' });
  });

  it('has each act with its reason in the audit trail, what changed nothing too', async () => {
    const { act, trail } = await createWorld();
    await act('pause');
    await act('pause', { reason: 'to be sure' });
    await act('resume', { reason: 'it is <b>done</b>' });
    const entry = { by: 'olga', via: 'http', result: 'done' };
    expect(await trail()).toMatchObject([
      { ...entry, act: 'resume-queue', filter: { queue: 'mining-clicks', reason: 'it is <b>done</b>' }, counts: { changed: 1 } },
      { ...entry, act: 'pause-queue', filter: { reason: 'to be sure' }, counts: { unchanged: 1 } },
      { ...entry, act: 'pause-queue', filter: { reason: REASON }, counts: { changed: 1 } },
    ]);
  });

  it('is not paused without a reason, or with more than that', async () => {
    const { act, read, trail } = await createWorld();
    for (const payload of [{}, { reason: 'no' }, { reason: '   ' }, { reason: 'x'.repeat(301) }, { reason: REASON, force: true }]) expect((await act('pause', payload)).status).toBe(400);
    expect([(await read()).isPaused, await trail()]).toEqual([false, []]);
  });

  it('is neither read nor paused while Redis is away, and the trail says that the pause failed', async () => {
    const redis = await startPrivateRedis();
    const { act, get, trail } = await createWorld({ redisUrl: redis.url });
    await redis.kill('SIGSTOP');
    onTestFinished(() => redis.kill('SIGCONT'));
    const type = '/docs/problems/queue-unavailable';
    expect(await get('queue')).toMatchObject({ status: 503, body: { type }, headers: { 'retry-after': expect.stringMatching(/^\d+$/) as string } });
    for (const name of ['pause', 'resume'] as const) expect(await act(name)).toMatchObject({ status: 503, body: { type } });
    expect(await trail()).toMatchObject([{ act: 'resume-queue', result: 'failed' }, { act: 'pause-queue', result: 'failed', why: expect.stringContaining('Redis') as string }]);
  });

  it('is not paused while the audit trail cannot be written', async () => {
    const mongod = await startPrivateMongod();
    const { act, read } = await createWorld({ mongodbUrl: mongod.url });
    await mongod.kill('SIGSTOP');
    onTestFinished(() => mongod.kill('SIGCONT'));
    for (const name of ['pause', 'resume'] as const) expect(await act(name)).toMatchObject({ status: 503, body: { type: '/docs/problems/ledger-unavailable' } });
    expect((await read()).isPaused).toBe(false);
  });
});
