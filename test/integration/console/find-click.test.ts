import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClickId } from '../../../src/click/click-id.js';
import type { FoundClick, FoundClicks, UserClicks } from '../../../src/console/found.js';
import { createMongoArchive } from '../../../src/ledger/mongo-archive.js';
import { createMongoEraser } from '../../../src/ledger/mongo-erase.js';
import { createMongoPoster } from '../../../src/ledger/mongo-poster.js';
import { createLogger } from '../../../src/telemetry/logger.js';
import { createMetrics } from '../../../src/telemetry/registry.js';
import { createHttpTelemetry } from '../../../src/telemetry/with-metrics/http.js';
import { withJobTelemetry } from '../../../src/telemetry/with-metrics/worker.js';
import { createTestApi, getAs, postClick, postClicks } from '../../support/api.js';
import { makeAcceptedClick } from '../../support/clicks.js';
import { eventually } from '../../support/namespace.js';
import { makeOlder } from '../../support/old-clicks.js';
import { createPipeline, type PipelineChoice } from '../../support/pipeline.js';
import { makeTemporaryFolder, startPrivateMongod, startPrivateRedis } from '../../support/servers.js';

const USER = 'anna';
const KEY = 'key-00000001';
const CLICK = createClickId(USER, KEY);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = { traceparent: `00-${TRACE}-00f067aa0ba902b7-00` };

/** API and worker that write their log lines into a folder, which the console reads. */
async function createWorld(choice: PipelineChoice = {}) {
  const logsFolder = await makeTemporaryFolder('logs');
  const open = (process: 'api' | 'worker') => createLogger({ file: join(logsFolder, `${process}.ndjson`), level: 'info', process });
  const [ofApi, ofWorker] = [open('api'), open('worker')];
  onTestFinished(() => Promise.all([ofApi.close(), ofWorker.close()]).then(() => undefined));
  const workerMetrics = createMetrics('worker');
  const pipeline = await createPipeline({ logsFolder, wrapJobs: (processJob) => withJobTelemetry(processJob, workerMetrics, ofWorker), ...choice });
  const api = createTestApi(pipeline, { telemetry: createHttpTelemetry(createMetrics('api'), ofApi.log).plugin });
  const poster = createMongoPoster(pipeline.client, pipeline.db, { rules: { amount: 1, cooldownMs: 0, dailyCap: 0 }, commandMs: 5000 });
  onTestFinished(() => poster.close());
  const get = (path: string) => getAs(api, `/api/admin/${path}`, 'olga', 'admin');
  const findAll = async (query: string) => (await get(`clicks?${query}`)).body as unknown as FoundClicks;
  const find = async (query = `clickId=${CLICK}`): Promise<FoundClick> => {
    const { clicks } = await findAll(query);
    const [click, ...others] = clicks;
    if (!click || others.length > 0) throw new Error(`${clicks.length} clicks were found`);
    return click;
  };
  return { ...pipeline, api, poster, get, find, findAll };
}

const stepsOf = ({ timeline }: FoundClick) => timeline.map(({ what, from }) => `${what}: ${from}`);
/** Once the lines of API and worker are in their files; stores are asked before, and may have had it as queued still. */
const isLogged = ({ status, timeline }: FoundClick): boolean => status !== 'queued' && timeline.some(({ what }) => what === 'taken') && timeline.some(({ detail }) => detail.includes('answered 202'));

describe('a click', () => {
  it('that is queued is found by id, by user and key, and by its trace', async () => {
    const { api, find } = await createWorld();
    await postClick(api, { user: USER, key: KEY, headers: TRACEPARENT });
    const click = await find();
    expect(click).toMatchObject({ clickId: CLICK, userId: USER, idempotencyKey: KEY, traceId: TRACE, status: 'queued', problems: [] });
    expect(stepsOf(click)).toEqual(['accepted: redis', 'batched: redis']);
    expect(click.timeline[0]?.at).toBeGreaterThan(Date.now() - 60_000);
    expect(click.timeline[1]).toMatchObject({ sinceBefore: 0, detail: expect.stringMatching(/^In batch \S+, which has 1 click\.$/) as string });
    expect(click).not.toHaveProperty('ledger');
    expect((await find(`user=${USER}&key=${KEY}`)).clickId).toBe(CLICK);
    expect((await find(`traceId=${TRACE}`)).clickId).toBe(CLICK);
  });

  it('that was taken and not posted says how often, without a time', async () => {
    const { api, batches, find } = await createWorld();
    await postClick(api, { user: USER, key: KEY });
    await batches.take((await find()).batchId ?? '', 'taker');
    const click = await find();
    expect([click.status, stepsOf(click).slice(0, 3)]).toEqual(['queued', ['accepted: redis', 'batched: redis', 'taken: redis']]);
    expect(click.timeline[2]).toMatchObject({ at: null, detail: 'Its batch was taken by a worker once.' });
  });

  it('that was credited has its row, and from log lines when it was taken and how long posting took', async () => {
    const { api, startWorker, find } = await createWorld({ rules: { amount: 3 } });
    startWorker();
    await postClick(api, { user: USER, key: KEY, headers: TRACEPARENT });
    const click = await eventually(async () => ((found) => isLogged(found) && found)(await find()));
    expect(click).toMatchObject({ status: 'credited', traceId: TRACE, ledger: { clickId: CLICK, amount: 3, balance: 3 }, problems: [] });
    expect(stepsOf(click)).toEqual(['accepted: ledger', 'batched: redis', 'taken: logs', 'attempt: logs', 'committed: ledger']);
    expect(click.timeline.at(-1)?.detail).toBe('Credited 3: the balance was 3 after it.');
    expect(click.timeline[3]?.detail).toMatch(/^Posted: the job took [\d.]+ ms, its MongoDB transaction [\d.]+ ms, of that the commit [\d.]+ ms\.$/);
    for (const { at } of click.timeline) expect(at).toBeGreaterThan(Date.now() - 60_000);
    expect(stepsOf(await find(`traceId=${TRACE}`))).toEqual(['accepted: ledger', 'batched: redis', 'taken: logs', 'attempt: logs', 'committed: ledger']);
  });

  it('that was rejected says why', async () => {
    const { api, startWorker, find } = await createWorld({ rules: { dailyCap: 1, amount: 2 } });
    startWorker();
    await postClick(api, { user: USER, key: KEY });
    const click = await eventually(async () => ((found) => found.status !== 'queued' && found)(await find()));
    expect(click).toMatchObject({ status: 'rejected', code: 'DAILY_CAP' });
    expect(click.timeline.at(-1)).toMatchObject({ what: 'committed', detail: 'Rejected by the reward policy: DAILY_CAP.' });
  });

  it('that failed leads to its dead letter, and says later who replayed it', async () => {
    const { poster, find, admin, findAll } = await createWorld();
    const failed = makeAcceptedClick({ userId: USER, key: KEY });
    await poster.recordFailure(failed, 'LEDGER_REFUSED', 'Document failed validation');
    const click = await find();
    expect(click).toMatchObject({ status: 'failed', code: 'LEDGER_REFUSED', deadLetter: CLICK });
    expect(click.timeline.at(-1)).toMatchObject({ what: 'failed', from: 'dead letters', detail: 'Ended as failed, with a dead letter, which is open: LEDGER_REFUSED: Document failed validation', isFailure: true });
    await admin.replayer.replay(CLICK, { by: 'olga', via: 'command' });
    const replayed = await find();
    expect([replayed.status, stepsOf(replayed)]).toEqual(['credited', ['accepted: ledger', 'failed: dead letters', 'replayed: dead letters', 'committed: ledger']]);
    expect(replayed.timeline[2]?.detail).toBe('Replayed by olga (by the command): credited 1.');
    expect((await findAll(`traceId=${failed.traceId}`)).clicks.map(({ clickId }) => clickId)).toEqual([CLICK]);
  });

  it('that was archived has its row still, and one that was erased says no more than that', async () => {
    const { poster, find, client, db, clicks, get } = await createWorld();
    const [old, erased] = [makeAcceptedClick({ userId: USER, key: KEY }), makeAcceptedClick({ userId: 'otto' })];
    await poster.postBatch([old, erased]);
    await makeOlder({ clicks }, 100);
    await createMongoArchive(client, db, { commandMs: 5000 }).archiveSome(new Date(), 10);
    const archived = await find();
    expect(archived).toMatchObject({ status: 'archived', ledger: { amount: 1, status: 'credited' } });
    expect(stepsOf(archived)).toEqual(['accepted: ledger', 'committed: ledger', 'archived: ledger']);
    const eraser = createMongoEraser(client, db, { commandMs: 5000 });
    await eraser.erase('otto', [erased.clickId]);
    await eraser.finish('otto');
    const gone = await find(`clickId=${erased.clickId}`);
    expect([gone.status, stepsOf(gone)]).toEqual(['erased', ['accepted: ledger', 'committed: ledger', 'erased: ledger']]);
    expect(JSON.stringify(gone)).not.toContain('otto');
    expect((await get('users/otto/clicks')).body).toEqual({ userId: 'otto', clicks: [] });
  });

  it('that shares its trace with others is found with them', async () => {
    const { api, findAll } = await createWorld();
    await postClicks(api, { user: USER, clicks: ['key-00000001', 'key-00000002', 'key-00000003'], headers: TRACEPARENT });
    const { clicks, problems } = await findAll(`traceId=${TRACE}`);
    expect([new Set(clicks.map(({ idempotencyKey }) => idempotencyKey)), problems]).toEqual([new Set(['key-00000001', 'key-00000002', 'key-00000003']), []]);
  });

  it('that nobody knows is not found, by whatever name', async () => {
    const { get } = await createWorld();
    for (const query of [`clickId=${CLICK}`, `user=${USER}&key=${KEY}`, `traceId=${TRACE}`]) expect(await get(`clicks?${query}`)).toMatchObject({ status: 404, body: { type: '/docs/problems/click-not-found' } });
  });

  it('has one name, and a well-formed one', async () => {
    const { get } = await createWorld();
    const queries = ['', `clickId=${CLICK}&traceId=${TRACE}`, `user=${USER}`, `key=${KEY}`, 'clickId=c1', 'traceId=x', `clickId=${CLICK}&user=${USER}`, `clickId=${CLICK}%22%20or%201`];
    for (const query of queries) expect((await get(`clicks?${query}`)).status, query).toBe(400);
  });
});

describe('a part that does not answer', () => {
  it('MongoDB: is named, and what the queue knows is shown', async () => {
    const mongod = await startPrivateMongod();
    const { api, find, findAll } = await createWorld({ mongodbUrl: mongod.url });
    await postClick(api, { user: USER, key: KEY, headers: TRACEPARENT });
    await mongod.kill('SIGSTOP');
    onTestFinished(() => mongod.kill('SIGCONT'));
    const click = await find();
    expect([click.status, stepsOf(click)]).toEqual(['queued', ['accepted: redis', 'batched: redis']]);
    expect(click.problems).toEqual([expect.stringMatching(/^MongoDB does not answer: whether the click is in the ledger/), expect.stringMatching(/^MongoDB does not answer: whether the click has a dead letter/)]);
    const unknown = await findAll(`clickId=${createClickId(USER, 'another-key')}`);
    expect([unknown.clicks, unknown.problems.length]).toEqual([[], 2]);
    const traced = await findAll(`traceId=${TRACE}`);
    expect(traced.clicks.map(({ clickId }) => clickId)).toEqual([CLICK]);
    expect(traced.problems).toEqual(['MongoDB does not answer: clicks of this trace that have ended are missing.']);
  });

  it('Redis: is named, and what the ledger knows is shown', async () => {
    const redis = await startPrivateRedis();
    const { poster, find, findAll } = await createWorld({ redisUrl: redis.url });
    const click = makeAcceptedClick({ userId: USER, key: KEY });
    await poster.postBatch([click]);
    await redis.kill('SIGSTOP');
    onTestFinished(() => redis.kill('SIGCONT'));
    expect(await find()).toMatchObject({ status: 'credited', problems: ['Redis does not answer: where the click is in the queue is not known.'] });
    const traced = await findAll(`traceId=${click.traceId}`);
    expect([traced.clicks.map(({ clickId }) => clickId), traced.problems]).toEqual([[CLICK], ['Redis does not answer: clicks of this trace that are queued are missing.']]);
    expect((await findAll(`clickId=${createClickId(USER, 'another-key')}`)).clicks).toEqual([]);
  });

  it('no log lines: it is said how to have them', async () => {
    const pipeline = await createPipeline();
    const api = createTestApi(pipeline);
    await postClick(api, { user: USER, key: KEY });
    const { body } = await getAs(api, `/api/admin/clicks?clickId=${CLICK}`, 'olga', 'admin');
    expect((body as unknown as FoundClicks).clicks[0]?.problems).toEqual([expect.stringContaining('set MINING_CONSOLE_LOGS_FOLDER')]);
    expect((await getAs(api, `/api/admin/logs?clickId=${CLICK}`, 'olga', 'admin')).body).toMatchObject({ source: 'none', lines: [] });
  });
});

describe("a user's clicks", () => {
  const pagesOf = async (get: Awaited<ReturnType<typeof createWorld>>['get'], user: string, limit: number) => {
    const pages: UserClicks[] = [];
    for (let cursor = ''; pages.length < 20; ) {
      const page = (await get(`users/${encodeURIComponent(user)}/clicks?limit=${limit}${cursor}`)).body as unknown as UserClicks;
      pages.push(page);
      if (page.next === undefined) return pages;
      cursor = `&cursor=${page.next}`;
    }
    throw new Error('the pages do not end');
  };

  it('come newest first, each once, whatever the page, archived ones and those of one millisecond among them', async () => {
    const { poster, client, db, clicks, get } = await createWorld();
    const now = Date.now();
    // Four in each millisecond; the first eight are archived.
    const all = Array.from({ length: 24 }, (_, index) => makeAcceptedClick({ userId: USER, acceptedAt: now - 1_000_000 + Math.floor(index / 4) }));
    const old = all.slice(0, 8).map((click) => ({ ...click, acceptedAt: click.acceptedAt - 100 * 86_400_000 }));
    await poster.postBatch([...old, ...all.slice(8)]);
    await poster.postBatch([makeAcceptedClick({ userId: 'somebody-else' })]);
    await clicks.updateMany({ acceptedAt: { $lt: new Date(now - 86_400_000) } }, { $set: { processedAt: new Date(now - 90 * 86_400_000) } });
    expect(await createMongoArchive(client, db, { commandMs: 5000 }).archiveSome(new Date(now - 86_400_000), 100)).toBe(8);
    const expected = [...old, ...all.slice(8)].sort((a, b) => b.acceptedAt - a.acceptedAt || (a.clickId < b.clickId ? 1 : -1)).map(({ clickId }) => clickId);
    for (const limit of [1 + 1, 5, 16, 24, 100]) {
      const pages = await pagesOf(get, USER, limit);
      expect(pages.flatMap((page) => page.clicks.map(({ clickId }) => clickId)), `pages of ${limit}`).toEqual(expected);
      expect(pages[0]).toMatchObject({ userId: USER, account: { balance: 24, suspended: false } });
    }
  });

  it('are read by the index: no more than a page, whatever the user has, and no sort of more', async () => {
    const { poster, db, get } = await createWorld();
    await poster.postBatch(Array.from({ length: 300 }, (_, index) => makeAcceptedClick({ userId: USER, acceptedAt: 1e12 + index })));
    await db.command({ profile: 2 });
    const [, second] = await pagesOf(get, USER, 20);
    await db.command({ profile: 0 });
    expect(second?.clicks).toHaveLength(20);
    const reads = await db.collection('system.profile').find({ op: 'query', ns: `${db.databaseName}.clicks` }).toArray();
    expect(reads.length).toBeGreaterThan(20);
    for (const { docsExamined } of reads) expect(docsExamined).toBeLessThanOrEqual(22);
  });

  it('refuse a page that there cannot be', async () => {
    const { get } = await createWorld();
    for (const query of ['limit=0', 'limit=101', 'cursor=here', 'order=oldest']) expect((await get(`users/${USER}/clicks?${query}`)).status, query).toBe(400);
  });

  it('whose name is HTML are given as they are: escaping is for whoever shows them', async () => {
    const { api, startWorker, get, find } = await createWorld();
    const user = `<script>alert('${'x'}')</script>`;
    startWorker();
    await postClick(api, { user, key: KEY });
    const clickId = createClickId(user, KEY);
    await eventually(async () => (await find(`clickId=${clickId}`)).status === 'credited');
    const page = await get(`users/${encodeURIComponent(user)}/clicks`);
    expect([page.status, page.headers['content-type'], page.body['userId']]).toEqual([200, 'application/json; charset=utf-8', user]);
    const { userId, ledger } = await find(`user=${encodeURIComponent(user)}&key=${KEY}`);
    expect([userId, ledger?.['userId']]).toEqual([user, user]);
  });
});

describe('log lines', () => {
  it('of a click are those of API and worker, by click, trace or batch', async () => {
    const { api, startWorker, get, find } = await createWorld();
    startWorker();
    await postClick(api, { user: USER, key: KEY, headers: TRACEPARENT });
    await postClick(api, { user: USER, key: 'another-key' });
    const { batchId } = await eventually(async () => ((found) => isLogged(found) && found)(await find()));
    const read = async (query: string) => (await get(`logs?${query}`)).body as { source: string; lines: { message: string; process: string }[]; isCut: boolean };
    const processesOf = async (query: string) => (await read(query)).lines.map(({ process, message }) => `${process} ${message}`);
    expect(await processesOf(`clickId=${CLICK}`)).toEqual(['mining-click-api request', 'mining-click-worker job']);
    expect(await processesOf(`traceId=${TRACE}`)).toEqual(['mining-click-api request', 'mining-click-worker job']);
    expect(await processesOf(`batchId=${batchId ?? ''}`)).toEqual(['mining-click-worker job']);
    expect(await read(`clickId=${CLICK}&limit=1`)).toMatchObject({ source: 'folder', isCut: true, lines: [{ message: 'job' }] });
  });

  it('are of something, and an id is no part of a query', async () => {
    const { get } = await createWorld();
    for (const query of ['', 'limit=5', 'clickId=c1', 'traceId=*', 'batchId=a', `clickId=${CLICK}&limit=1001`, 'clickId=%22%7D']) expect((await get(`logs?${query}`)).status, query).toBe(400);
  });
});
