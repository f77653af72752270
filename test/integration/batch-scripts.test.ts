import { describe, expect, it } from 'vitest';
import { makeRequest } from '../support/clicks.js';
import { createScriptBench, type ScriptBench } from '../support/script-bench.js';
import { startPrivateRedis } from '../support/servers.js';

/** Admits `count` clicks into a batch and returns their ids. */
async function openBatch(bench: ScriptBench, batchId: string, count = 2): Promise<string[]> {
  const requests = Array.from({ length: count }, () => makeRequest());
  const reply = await bench.admit(requests, { candidate: batchId, ageLimit: 0 });
  expect(reply.batchId).toBe(batchId);
  return requests.map(({ click }) => click.clickId);
}

/** Makes a batch as old as the reaper waits for. */
async function ageBatch(bench: ScriptBench, batchId: string, byMs = 6000): Promise<void> {
  await bench.redis.zincrby(bench.keys.unfinished, -byMs, batchId);
}

async function addJob(bench: ScriptBench, jobId: string, fields: Record<string, string> = { name: 'batch' }) {
  await bench.redis.hset(bench.keys.queue + jobId, fields);
}

describe('takeBatch', () => {
  it('seals the batch, counts the attempt and names the previous taker', async () => {
    const bench = createScriptBench();
    const ids = await openBatch(bench, 'one');
    const first = await bench.batches.take('one', 'alice');
    expect(first).toMatchObject({ kind: 'taken', attempts: 1, previousTaker: '' });
    const second = await bench.batches.take('one', 'bob');
    expect(second).toMatchObject({ kind: 'taken', attempts: 2, previousTaker: 'alice' });
    for (const taken of [first, second]) {
      expect(taken.kind === 'taken' && taken.clicks.map((click) => click.clickId)).toEqual(ids);
    }
    expect(await bench.redis.exists(bench.keys.openBatch('one'))).toBe(0);
  });

  it('changes neither depth nor sizes nor records, and allows any number of takers (T1-T3)', async () => {
    const bench = createScriptBench();
    const [clickId = ''] = await openBatch(bench, 'one');
    const record = await bench.redis.get(bench.keys.click(clickId));
    await Promise.all(Array.from({ length: 20 }, (_, index) => bench.batches.take('one', `taker-${index}`)));
    expect(await bench.checkAccounts()).toBe(2);
    expect(await bench.redis.get(bench.keys.click(clickId))).toBe(record);
    expect(await bench.redis.hget(bench.keys.attempts, 'one')).toBe('20');
  });

  it('gives what was noted of the batch, and a finished batch takes no note, however late', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one');
    await bench.batches.take('one', 'alice');
    await bench.batches.noteTaker(['one', 'never-there'], 'bob');
    await bench.batches.noteTry('one', { clickId: 'c1', times: 2 });
    expect(await bench.batches.take('one', 'carol')).toMatchObject({ previousTaker: 'bob', tried: { clickId: 'c1', times: 2 } });
    await bench.batches.forgetTry('one');
    expect(await bench.batches.take('one', 'dave')).not.toHaveProperty('tried');
    await bench.batches.noteTry('one', { clickId: 'c2', times: 1 });
    await bench.batches.finish('one', []);
    await bench.batches.noteTaker(['one'], 'late');
    await bench.batches.noteTry('one', { clickId: 'c1', times: 3 });
    expect(await bench.redis.exists(bench.keys.takers, bench.keys.tried)).toBe(0);
  });

  it('says gone of a finished batch and missing of one that lost its list; nothing changes', async () => {
    const bench = createScriptBench();
    expect(await bench.batches.take('never-there', 'taker')).toEqual({ kind: 'gone' });
    await openBatch(bench, 'one');
    await bench.redis.del(bench.keys.openBatch('one'));
    const before = await bench.snapshot();
    expect(await bench.batches.take('one', 'taker')).toEqual({ kind: 'missing' });
    expect(await bench.snapshot()).toEqual(before);
  });

  it('refuses to hand out what is no click, and leaves the batch as it is', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one');
    await bench.redis.rpush(bench.keys.openBatch('one'), '1|[99,"from the future"]');
    await expect(bench.batches.take('one', 'taker')).rejects.toMatchObject({ code: 'BATCH_UNREADABLE' });
    expect(await bench.redis.llen(bench.keys.sealedBatch('one'))).toBe(3);
  });
});

describe('finishBatch', () => {
  it('lowers the depth by the size of the batch, once, and starts the life of its records', async () => {
    const bench = createScriptBench({ idempotencyTtlSeconds: 100 });
    const ids = await openBatch(bench, 'one', 3);
    const others = await openBatch(bench, 'two', 1);
    await bench.batches.take('one', 'taker');
    const replies = await Promise.all(Array.from({ length: 10 }, () => bench.batches.finish('one', ids)));
    expect(replies.filter((reply) => reply.kind === 'finished')).toEqual([{ kind: 'finished', size: 3 }]);
    expect(replies.filter((reply) => reply.kind === 'gone')).toHaveLength(9);
    expect(await bench.checkAccounts()).toBe(1);
    for (const id of ids) expect(await bench.redis.ttl(bench.keys.click(id))).toBeGreaterThan(90);
    for (const id of others) expect(await bench.redis.ttl(bench.keys.click(id))).toBe(-1);
    for (const hash of [bench.keys.sizes, bench.keys.attempts, bench.keys.takers, bench.keys.tried, bench.keys.generation]) {
      expect(await bench.redis.hexists(hash, 'one')).toBe(0);
    }
  });

  it('does not finish a batch that is still open (F3)', async () => {
    const bench = createScriptBench();
    const ids = await openBatch(bench, 'one');
    const before = await bench.snapshot();
    expect(await bench.batches.finish('one', ids)).toEqual({ kind: 'open' });
    expect(await bench.snapshot()).toEqual(before);
  });

  it('keeps the depth exact when the list is gone (F2)', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one', 4);
    await bench.redis.del(bench.keys.openBatch('one'));
    expect(await bench.batches.finish('one', [])).toEqual({ kind: 'finished', size: 4 });
    expect(await bench.checkAccounts()).toBe(0);
  });

  it('leaves other batches and the pointer alone (F4)', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one');
    await bench.batches.take('one', 'taker');
    await openBatch(bench, 'two');
    await bench.batches.finish('one', []);
    expect(await bench.redis.get(bench.keys.open)).toBe('two');
    expect(await bench.batches.take('two', 'taker')).toMatchObject({ kind: 'taken', attempts: 1 });
  });

  it('takes clicks that were accepted again back from their minutes, once, and only where they are still counted', async () => {
    const bench = createScriptBench();
    const ids = await openBatch(bench, 'one', 3);
    await bench.batches.take('one', 'taker');
    await bench.redis.del(bench.keys.acceptedByMinute);
    await bench.redis.hset(bench.keys.acceptedByMinute, { 7: 5, 8: 5 });
    const times = [7 * 60_000, 8 * 60_000 - 1, 8 * 60_000, 9 * 60_000];
    const replies = await Promise.all([1, 2, 3].map(() => bench.batches.finish('one', ids, times)));
    expect(replies.map(({ kind }) => kind).sort()).toEqual(['finished', 'gone', 'gone']);
    expect(await bench.redis.hgetall(bench.keys.acceptedByMinute)).toEqual({ 7: '3', 8: '4' });
  });

  it('changes nothing when the minutes are of another type', async () => {
    const bench = createScriptBench();
    const ids = await openBatch(bench, 'one');
    await bench.batches.take('one', 'taker');
    await bench.redis.set(bench.keys.acceptedByMinute, 'no hash');
    const before = await bench.snapshot();
    await expect(bench.batches.finish('one', ids, [1])).rejects.toThrow('WRONGTYPE');
    expect(await bench.snapshot()).toEqual(before);
  });

  it('works on a Redis that is full, and so do take and reap', async () => {
    const server = await startPrivateRedis();
    const bench = createScriptBench({}, server.url);
    await openBatch(bench, 'one');
    await ageBatch(bench, 'one');
    await bench.redis.config('SET', 'maxmemory', '1');
    await expect(bench.admit([makeRequest()])).rejects.toThrow('OOM');
    expect((await bench.batches.reap([])).reaped).toEqual([{ batchId: 'one', jobId: 'r-one-1' }]);
    expect((await bench.batches.take('one', 'taker')).kind).toBe('taken');
    expect((await bench.batches.finish('one', [])).kind).toBe('finished');
  });
});

describe('reapBatches', () => {
  it('gives a new ticket to an old batch without one, each id once, and seals it (R2, R3)', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one');
    expect((await bench.batches.reap([])).reaped).toEqual([]);
    await ageBatch(bench, 'one');
    expect((await bench.batches.reap([])).reaped).toEqual([{ batchId: 'one', jobId: 'r-one-1' }]);
    expect((await bench.batches.reap([])).reaped).toEqual([{ batchId: 'one', jobId: 'r-one-2' }]);
    expect(await bench.redis.exists(bench.keys.sealedBatch('one'))).toBe(1);
    expect(await bench.checkAccounts()).toBe(2);
  });

  it('leaves a batch whose ticket exists, unless that is remembered as finished (R4)', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one');
    await ageBatch(bench, 'one');
    await addJob(bench, 'b-one');
    expect(await bench.batches.reap([])).toEqual({ reaped: [], watched: [{ batchId: 'one', attempts: 0 }] });
    await addJob(bench, 'b-one', { finishedOn: '1' });
    expect((await bench.batches.reap([])).reaped).toEqual([{ batchId: 'one', jobId: 'r-one-1' }]);
    await addJob(bench, 'r-one-1');
    expect((await bench.batches.reap([])).reaped).toEqual([]);
    await bench.redis.del(`${bench.keys.queue}r-one-1`);
    expect((await bench.batches.reap([])).reaped).toEqual([{ batchId: 'one', jobId: 'r-one-2' }]);
  });

  it('gives a new ticket to a covered batch when it is told to', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one');
    await ageBatch(bench, 'one');
    await addJob(bench, 'b-one');
    expect((await bench.batches.reap(['one'])).reaped).toEqual([{ batchId: 'one', jobId: 'r-one-1' }]);
  });

  it('takes a batch that is newer than the clock for old: the clock has stepped back', async () => {
    const bench = createScriptBench();
    await openBatch(bench, 'one');
    await ageBatch(bench, 'one', -600_000);
    expect((await bench.batches.reap([])).reaped).toEqual([{ batchId: 'one', jobId: 'r-one-1' }]);
  });

  it('looks once in its pause, however many ask; a stamp in the future does not hold it back', async () => {
    const bench = createScriptBench({ reapPauseMs: 60_000 });
    await openBatch(bench, 'one');
    await ageBatch(bench, 'one');
    const replies = await Promise.all([bench.batches.reap([]), bench.batches.reap([]), bench.batches.reap([])]);
    expect(replies.flatMap((reply) => reply.reaped)).toHaveLength(1);
    await bench.redis.set(bench.keys.reaperStamp, Date.now() + 3_600_000);
    expect((await bench.batches.reap([])).reaped).toHaveLength(1);
  });

  it('passes over no batch for ever, however many are covered', async () => {
    const bench = createScriptBench();
    for (let index = 0; index < 250; index += 1) {
      const batchId = `batch-${String(index).padStart(3, '0')}`;
      await openBatch(bench, batchId, 1);
      await ageBatch(bench, batchId);
      if (index !== 240) await addJob(bench, `b-${batchId}`);
    }
    const found = new Set<string>();
    for (let look = 0; look < 3; look += 1) {
      for (const { batchId } of (await bench.batches.reap([])).reaped) found.add(batchId);
    }
    expect([...found]).toEqual(['batch-240']);
  });

  it('changes neither depth nor attempts nor records (R1)', async () => {
    const bench = createScriptBench();
    const [clickId = ''] = await openBatch(bench, 'one');
    await ageBatch(bench, 'one');
    const record = await bench.redis.get(bench.keys.click(clickId));
    await bench.batches.reap([]);
    expect(await bench.checkAccounts()).toBe(2);
    expect(await bench.redis.hexists(bench.keys.attempts, 'one')).toBe(0);
    expect(await bench.redis.get(bench.keys.click(clickId))).toBe(record);
  });
});

describe('locateClick', () => {
  it('follows a click from queued to finished', async () => {
    const bench = createScriptBench();
    const [clickId = ''] = await openBatch(bench, 'one', 1);
    const placeOf = async (id: string) => (await bench.batches.locate(id)).place;
    expect(await placeOf('c-unknown')).toBe('absent');
    expect(await placeOf(clickId)).toBe('queued');
    await bench.batches.take('one', 'taker');
    expect(await placeOf(clickId)).toBe('processing');
    await bench.batches.finish('one', [clickId]);
    expect(await placeOf(clickId)).toBe('finished');
  });
});

describe('all scripts together', () => {
  it('keep depth, sizes and lists equal while admitting, taking and finishing race', async () => {
    const bench = createScriptBench();
    const ids = Array.from({ length: 8 }, (_, index) => `batch-${index}`);
    await Promise.all(
      ids.flatMap((batchId) => [
        bench.admit([makeRequest(), makeRequest()], { candidate: batchId, batchMaximum: 3 }),
        ...Array.from({ length: 3 }, (_, index) =>
          bench.batches.take(batchId, `taker-${index}`).then(() => bench.batches.finish(batchId, [])),
        ),
        bench.batches.reap([batchId]),
      ]),
    );
    await bench.checkAccounts();
    for (const batchId of ids) await bench.batches.take(batchId, 'last').then(() => bench.batches.finish(batchId, []));
    expect(await bench.checkAccounts()).toBe(0);
  });
});
