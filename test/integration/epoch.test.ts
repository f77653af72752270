import { describe, expect, it } from 'vitest';
import { createRedisAdmission } from '../../src/admission/redis-admission.js';
import { NO_LIMITS } from '../../src/admission/bucket-limits.js';
import { createEpoch } from '../../src/cli/watch-epoch.js';
import { createEpochGuard } from '../../src/ledger/epoch-guard.js';
import { createMongoEpochLedger } from '../../src/ledger/mongo-epoch.js';
import type { EpochLedger } from '../../src/ledger/epoch.js';
import { createRedisMemoryStore } from '../../src/queue/redis-memory-store.js';
import { makeRequest } from '../support/clicks.js';
import { createPipeline } from '../support/pipeline.js';

const AWAY: EpochLedger['read'] = () => Promise.reject(new Error('the ledger is away'));

/** Both stores, without an epoch; each process has a guard of its own. The mark may rise at every look. */
async function createWorld({ raiseEveryMs = 0 } = {}) {
  const pipeline = await createPipeline();
  const { redis, keys, db, announcer } = pipeline;
  const queue = createRedisMemoryStore(redis, keys, { raiseEveryMs });
  const ledger = createMongoEpochLedger(db, { commandMs: 10_000 });
  const startProcess = (kind: 'api' | 'worker', read: EpochLedger['read'] = ledger.read) => {
    const guard = createEpochGuard({ queue, ledger: { ...ledger, read }, keepsRecord: kind === 'worker', createEpoch });
    const options = { maxDepth: 5000, batchClicks: 100, batchAgeMs: 50, deadlineMs: 5000, limits: NO_LIMITS, expectedMemory: guard.expected };
    return { ...guard, admission: createRedisAdmission(redis, keys, announcer, options) };
  };
  /** What Redis shows; putting it back later makes Redis an older copy of itself. */
  const copyTotals = () => redis.hgetall(keys.totals);
  const restoreTotals = async (copy: Record<string, string>) => {
    await redis.del(keys.totals);
    await redis.hset(keys.totals, copy);
  };
  return { ...pipeline, queue, epochs: ledger, startProcess, copyTotals, restoreTotals };
}

const FORGOT = { kind: 'closed', reason: 'redis-forgot' };

describe('the epoch of Redis', () => {
  it('is made where neither store has one, by whoever starts first, once for all', async () => {
    const world = await createWorld();
    const processes = [world.startProcess('worker'), world.startProcess('api'), world.startProcess('worker')];
    expect(await processes[0]?.admission.admit(makeRequest())).toMatchObject(FORGOT);
    expect(await Promise.all(processes.map(({ look }) => look()))).toEqual(Array(3).fill({ kind: 'intact' }));
    const memory = await world.queue.read();
    expect(await world.epochs.read()).toMatchObject({ epoch: memory?.epoch });
    for (const { admission } of processes) expect(await admission.admit(makeRequest())).toMatchObject({ kind: 'accepted' });
  });

  it('is found by a process that starts in the instant in which another one makes it', async () => {
    const world = await createWorld();
    const worker = world.startProcess('worker');
    const api = world.startProcess('api', async () => {
      await worker.look();
      return world.epochs.read();
    });
    expect(await api.look()).toEqual({ kind: 'intact' });
  });

  it('is made on a Redis that an older version has used, whose clicks stay counted', async () => {
    const world = await createWorld();
    await world.admission.admit(makeRequest());
    const worker = world.startProcess('worker');
    expect(await worker.look()).toEqual({ kind: 'intact' });
    expect(await worker.admission.admit(makeRequest())).toMatchObject({ kind: 'accepted', depth: 2 });
  });

  it('is kept by a ledger that is new, which is said', async () => {
    const world = await createWorld();
    const worker = world.startProcess('worker');
    await worker.look();
    await worker.look();
    await world.db.collection('epochs').deleteMany({});
    expect(await world.startProcess('worker').look()).toMatchObject({ kind: 'intact', note: expect.stringContaining('it is a new ledger') as string });
    expect(await world.epochs.read()).toMatchObject({ mark: 1 });
  });

  it('is not waited for where the ledger does not answer, but a Redis without one is not believed then', async () => {
    const world = await createWorld();
    const blind = world.startProcess('api', AWAY);
    expect(await blind.look()).toMatchObject({ kind: 'forgot', why: expect.stringContaining('the ledger does not answer') as string });
    expect(blind.isKnown()).toBe(false);
    await world.startProcess('worker').look();
    await blind.look();
    expect(blind.isKnown()).toBe(true);
    const api = world.startProcess('api', AWAY);
    expect(await api.look()).toEqual({ kind: 'intact' });
    expect(await api.admission.admit(makeRequest())).toMatchObject({ kind: 'accepted' });
  });
});

describe('a Redis that was emptied', () => {
  it('accepts nothing from the next call on, by any process, and never again by itself', async () => {
    const world = await createWorld();
    const [worker, api] = [world.startProcess('worker'), world.startProcess('api')];
    await worker.look();
    await api.look();
    const before = makeRequest();
    await api.admission.admit(before);
    const keys = await world.redis.keys(`${world.prefix}*`);
    await world.redis.del(keys);
    expect(await api.admission.admitAll([before, makeRequest()])).toMatchObject([FORGOT, FORGOT]);
    for (const process of [worker, api, world.startProcess('worker'), world.startProcess('api')]) {
      expect(await process.look()).toMatchObject({ kind: 'forgot', why: expect.stringContaining('it was emptied') as string });
      expect(await process.admission.admit(makeRequest())).toMatchObject(FORGOT);
    }
    expect(await world.redis.exists(world.keys.totals, world.keys.unfinished, world.keys.click(before.click.clickId))).toBe(0);
  });

  it('is not believed when it was given another epoch, whether the ledger answers or not', async () => {
    const world = await createWorld();
    await world.startProcess('worker').look();
    const api = world.startProcess('api');
    await api.look();
    await world.redis.del(world.keys.totals);
    await world.queue.begin(createEpoch());
    expect(await api.look()).toMatchObject({ kind: 'forgot', why: expect.stringContaining('another epoch') as string });
    expect(await world.startProcess('api').look()).toMatchObject({ kind: 'forgot' });
  });
});

describe('a Redis that is an older copy of itself', () => {
  it('is noticed by its mark when it is more than one step behind, and the mark does not catch up', async () => {
    const world = await createWorld();
    const worker = world.startProcess('worker');
    await worker.look();
    const copies = [await world.copyTotals()];
    for (let rise = 1; rise <= 2; rise += 1) {
      await worker.look();
      copies.push(await world.copyTotals());
    }
    expect(copies.map(({ mark }) => mark)).toEqual(['0', '1', '2']);
    await world.restoreTotals(copies[1] ?? {});
    expect(await worker.look()).toEqual({ kind: 'intact' });
    await world.restoreTotals(copies[0] ?? {});
    for (const process of [worker, world.startProcess('worker'), worker, world.startProcess('api')]) {
      expect(await process.look()).toMatchObject({ kind: 'forgot', why: expect.stringContaining('an older copy of its data was restored') as string });
      expect(await process.admission.admit(makeRequest())).toMatchObject(FORGOT);
    }
    expect((await world.queue.read())?.mark).toBe(0);
    // The right copy, after all.
    await world.restoreTotals(copies[2] ?? {});
    expect(await worker.look()).toEqual({ kind: 'intact' });
    expect(await worker.admission.admit(makeRequest())).toMatchObject({ kind: 'accepted' });
  });

  it('is noticed by what a process has seen itself, while the ledger does not answer', async () => {
    const world = await createWorld();
    const worker = world.startProcess('worker');
    await worker.look();
    const copy = await world.copyTotals();
    await worker.look();
    await worker.look();
    const api = world.startProcess('api', AWAY);
    await api.look();
    await world.restoreTotals(copy);
    expect(await api.admission.admit(makeRequest())).toMatchObject(FORGOT);
    expect(await api.look()).toMatchObject({ kind: 'forgot' });
  });
});

describe('the mark', () => {
  it('rises once in its time, whatever number of workers there are, in Redis and then in the ledger', async () => {
    const world = await createWorld({ raiseEveryMs: 60_000 });
    const workers = [world.startProcess('worker'), world.startProcess('worker'), world.startProcess('api')];
    for (let round = 0; round < 3; round += 1) for (const { look } of workers) await look();
    expect((await world.queue.read())?.mark).toBe(0);
    await world.redis.hset(world.keys.totals, 'markedAtMs', Date.now() - 60_001);
    for (const { look } of workers) await look();
    expect(await world.queue.read()).toMatchObject({ mark: 1 });
    expect(await world.epochs.read()).toMatchObject({ mark: 1 });
  });

  it('rises by no process that writes nothing to the ledger, and by none that the ledger does not answer', async () => {
    const world = await createWorld();
    await world.startProcess('worker').look();
    await world.startProcess('api').look();
    await world.startProcess('worker', AWAY).look();
    expect(await world.queue.read()).toMatchObject({ mark: 0 });
  });
});

describe('a replay', () => {
  it('is answered by a Redis that has its record, whatever else it has forgotten', async () => {
    const world = await createWorld();
    const api = world.startProcess('api');
    await api.look();
    const request = makeRequest();
    await api.admission.admit(request);
    await world.redis.hdel(world.keys.totals, 'epoch');
    expect(await api.admission.admitAll([request, makeRequest()])).toMatchObject([{ kind: 'replayed' }, FORGOT]);
  });
});

describe('after both stores were given another epoch', () => {
  it('processes that run accept again at their next look, and minutes are counted from then on', async () => {
    const world = await createWorld();
    const [worker, api] = [world.startProcess('worker'), world.startProcess('api')];
    await worker.look();
    await worker.look();
    await api.look();
    await api.admission.admit(makeRequest());
    await world.redis.del(world.keys.totals);
    expect(await api.look()).toMatchObject({ kind: 'forgot' });
    const epoch = createEpoch();
    await world.epochs.replace(epoch);
    expect(await worker.look()).toMatchObject({ kind: 'forgot' });
    await world.queue.replace(epoch);
    expect(await api.admission.admit(makeRequest())).toMatchObject(FORGOT);
    for (const process of [api, worker]) {
      expect(await process.look()).toEqual({ kind: 'intact' });
      expect(await process.admission.admit(makeRequest())).toMatchObject({ kind: 'accepted' });
    }
    expect(Number(await world.redis.hget(world.keys.totals, 'countedSinceMs'))).toBeGreaterThan(0);
    // A minute may have ended between the two.
    const counted = await world.redis.hvals(world.keys.acceptedByMinute);
    expect(counted.reduce((sum, clicks) => sum + Number(clicks), 0)).toBe(2);
  });
});
