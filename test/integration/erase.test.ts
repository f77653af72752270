import { describe, expect, inject, it } from 'vitest';
import { eraseUser } from '../../src/cli/erase/erase-user.js';
import { createFindClickStatus } from '../../src/ledger/find-click-status.js';
import { createMongoArchive } from '../../src/ledger/mongo-archive.js';
import { createMongoEraser } from '../../src/ledger/mongo-erase.js';
import { createRowCounter } from '../../src/ledger/mongo-row-counter.js';
import { createBatchLister } from '../../src/queue/redis-batch-list.js';
import { createRedisUserTraces } from '../../src/queue/redis-user-traces.js';
import { auditPipeline, NOTHING_WRONG } from '../support/audit-pipeline.js';
import { makeAcceptedClick, makeRequest } from '../support/clicks.js';
import { runCommand } from '../support/command.js';
import { eventually } from '../support/namespace.js';
import { DAY_MS, makeOlder } from '../support/old-clicks.js';
import { createPipeline, type Pipeline } from '../support/pipeline.js';
import { makeTemporaryFolder } from '../support/servers.js';

const ERASED = 'anna-who-leaves';
const LIMITS = { global: { rate: 1000, burst: 1000 }, user: { rate: 1, burst: 100 }, ip: { rate: 1000, burst: 1000 } };
const ignore = () => undefined;

function openEraser({ client, db, redis, keys, queue }: Pipeline) {
  const eraser = createMongoEraser(client, db, { commandMs: 5000 });
  const traces = createRedisUserTraces(redis, keys, queue as never, createBatchLister(redis, keys));
  const erase = (waitMs = 0) => eraseUser(traces, eraser, { userId: ERASED, waitMs }, ignore, new AbortController().signal);
  return { eraser, traces, erase };
}

/** Forty clicks, half of them of the user to be erased, in the ledger: some of them archived, one failed, one foreign. */
async function createUsedPipeline() {
  const pipeline = await createPipeline({ limits: LIMITS });
  const worker = pipeline.startWorker();
  const accept = async (kind: string, count: number) => {
    const requests = Array.from({ length: count }, (_, index) => makeRequest({ userId: index % 2 === 0 ? ERASED : 'bert', key: `${kind}-click-${index}` }));
    await pipeline.admission.admitAll(requests);
    return requests;
  };
  const drained = () => eventually(async () => (await pipeline.readState()).depth === 0);
  const old = await accept('old', 20);
  await drained();
  await makeOlder(pipeline, 100);
  const archive = createMongoArchive(pipeline.client, pipeline.db, { commandMs: 5000 });
  expect(await archive.archiveSome(new Date(Date.now() - 90 * DAY_MS), 500)).toBe(20);
  const young = await accept('young', 20);
  await pipeline.queue.add('click' as never, { userId: ERASED, idempotencyKey: 'foreign-click' } as never);
  await eventually(async () => (await pipeline.clicks.countDocuments({ idempotencyKey: 'foreign-click' })) === 1);
  await drained();
  await worker.poster.recordFailure(makeAcceptedClick({ userId: ERASED, key: 'failed-click' }), 'LEDGER_REFUSED', 'it was too large');
  return { pipeline, worker, drained, requests: [...old, ...young, makeRequest({ userId: ERASED, key: 'foreign-click' }), makeRequest({ userId: ERASED, key: 'failed-click' })] };
}

/** Everything that MongoDB and Redis hold, as text. */
async function readEverything({ db, redis, prefix }: Pipeline): Promise<string> {
  const collections = await db.listCollections().toArray();
  const documents = await Promise.all(collections.map(({ name }) => db.collection(name).find().toArray()));
  const keys = await redis.keys(`${prefix}:*`);
  const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  return JSON.stringify(documents) + keys.join('\n') + values.map((value) => value.toString('latin1')).join('\n');
}

describe('erasing a user', () => {
  it('leaves no trace of the user but stubs, and everything still adds up', async () => {
    const { pipeline, worker, drained, requests } = await createUsedPipeline();
    await worker.stop();
    const countRows = createRowCounter(pipeline.db, { commandMs: 5000 });
    const hour = [Date.now() - 3_600_000, Date.now() + 60_000] as const;
    const before = { audit: await auditPipeline(pipeline, requests), rows: await countRows(...hour) };
    expect(before.audit).toMatchObject({ acked: 42, credited: 41, dead_lettered: 1, lost: 0, ...NOTHING_WRONG });
    expect(await readEverything(pipeline)).toContain(ERASED);

    const { erase, eraser } = openEraser(pipeline);
    expect(await eraser.count(ERASED)).toEqual({ clicks: 22, deadLetters: 1, balance: 21 });
    expect(await erase()).toBe('done');
    expect(await readEverything(pipeline)).not.toContain(ERASED);
    expect(await eraser.count(ERASED)).toEqual({ clicks: 0, deadLetters: 0, balance: undefined });
    expect(await auditPipeline(pipeline, requests)).toEqual(before.audit);
    expect(await countRows(...hour)).toBe(before.rows);
    const stubs = await pipeline.clicks.find({ erasedAt: { $exists: true } }).toArray();
    expect(new Set(stubs.map((stub) => Object.keys(stub).sort().join()))).toEqual(new Set(['_id,acceptedAt,erasedAt,status']));
    expect(stubs).toHaveLength(22);
    expect(await pipeline.ledger.findAccount('bert')).toEqual({ userId: 'bert', balance: 20 });

    // Keys that are sent again: accepted, since Redis forgot them too, and credited to nobody.
    pipeline.startWorker();
    const again = await pipeline.admission.admitAll(requests.filter(({ click }) => click.userId === ERASED));
    expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    await drained();
    expect(await pipeline.accounts.countDocuments({ _id: ERASED })).toBe(0);
    expect(await auditPipeline(pipeline, requests)).toEqual(before.audit);
    const find = createFindClickStatus(pipeline.batches, pipeline.ledger);
    const clickId = requests[0]?.click.clickId ?? '';
    expect(await find(ERASED, clickId)).toEqual({ kind: 'found', status: { status: 'rejected', code: 'ERASED' } });
    expect(await find('bert', clickId)).toEqual({ kind: 'absent' });
    const fresh = makeRequest({ userId: ERASED, key: 'a-new-life-1' });
    await pipeline.admission.admit(fresh);
    await drained();
    expect(await pipeline.ledger.findAccount(ERASED)).toEqual({ userId: ERASED, balance: 1 });
  });

  it('adds up after each step, so that it can be begun again after a kill', async () => {
    const { pipeline, requests } = await createUsedPipeline();
    const { eraser, traces, erase } = openEraser(pipeline);
    const counts = (await auditPipeline(pipeline, requests));
    for (let step = 0; step < 3; step += 1) {
      const clickIds = await eraser.findSome(ERASED, 4);
      await traces.forgetClicks(clickIds);
      await eraser.erase(ERASED, clickIds);
      expect(await auditPipeline(pipeline, requests)).toEqual(counts);
      expect(await eraser.finish(ERASED)).toBe(false);
    }
    expect(await eraser.count(ERASED)).toMatchObject({ clicks: 10 });
    expect(await erase()).toBe('done');
    expect(await auditPipeline(pipeline, requests)).toEqual(counts);
  });

  it('waits for clicks in the queue, and says what to do when they do not leave it', async () => {
    const pipeline = await createPipeline();
    const request = makeRequest({ userId: ERASED });
    await pipeline.admission.admit(request);
    const { erase, eraser } = openEraser(pipeline);
    await expect(erase()).rejects.toThrow(/^Clicks of this user are in the queue: /);
    const erasing = erase(60_000);
    pipeline.startWorker();
    expect(await erasing).toBe('done');
    expect(await pipeline.clicks.find().toArray()).toEqual([expect.objectContaining({ _id: request.click.clickId, status: 'credited' })]);
    expect(await eraser.count(ERASED)).toEqual({ clicks: 0, deadLetters: 0, balance: undefined });
  });
});

describe('mining-clicks erase', () => {
  it('says what there is, erases it when that is agreed to, and writes down neither name nor key', async () => {
    const { pipeline, worker } = await createUsedPipeline();
    await worker.stop();
    const cwd = await makeTemporaryFolder('erase');
    const env = { REDIS_URL: inject('redisUrl'), MONGODB_URL: inject('mongodbUrl'), MINING_REDIS_PREFIX: pipeline.prefix, MINING_MONGODB_DATABASE: pipeline.db.databaseName };
    const run = (...more: string[]) => runCommand(['erase', '--user', ERASED, ...more], { cwd, env });
    const what = `What the ledger has of ${ERASED}: clicks 22, dead letters 1, an account with the balance 21.\n`;
    expect(await run('--dry-run')).toEqual({ code: 0, stderr: '', stdout: what });
    expect(await run()).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^mining-clicks: Nothing was changed/) as string });
    expect(await run('--yes')).toEqual({ code: 0, stderr: '', stdout: '22 clicks were erased, and everything else that was kept of the user.\n' });
    expect(await readEverything(pipeline)).not.toContain(ERASED);
    expect(await pipeline.db.collection('audit_trail').find().toArray()).toMatchObject([{ act: 'erase-user', result: 'done', counts: { clicks: 22 } }]);
  });
});
