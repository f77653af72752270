import { describe, expect, it } from 'vitest';
import type { AcceptedClick } from '../../src/click/click.js';
import { createConservationCheck } from '../../src/ledger/conservation.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createRowCounter } from '../../src/ledger/mongo-row-counter.js';
import { MINUTE_MS, minuteOf, MINUTES_KEPT } from '../../src/queue/click-queue.js';
import { createAcceptedMinutesReader } from '../../src/queue/redis-accepted-minutes.js';
import { firstTicketId } from '../../src/queue/ticket.js';
import { makeAcceptedClick, makeRequest } from '../support/clicks.js';
import { parseExposition } from '../support/exposition.js';
import { eventually, openTestDatabase } from '../support/namespace.js';
import { createPipeline, sumLedger, type Pipeline, type PipelineChoice } from '../support/pipeline.js';
import { createProcessBench } from '../support/processes.js';
import { createScriptBench } from '../support/script-bench.js';
import { startPrivateRedis } from '../support/servers.js';

const RULES = { amount: 1, cooldownMs: 0, dailyCap: 0 };
const untilDrained = (pipeline: Pipeline) => eventually(async () => (await pipeline.readState()).depth === 0);

/** Checks of a pipeline that see the clock of Redis a minute further on: what was accepted so far lies in past minutes. */
function createChecks({ redis, keys, db }: Pick<Pipeline, 'redis' | 'keys' | 'db'>) {
  const readMinutes = createAcceptedMinutesReader(redis, keys);
  const countRows = createRowCounter(db, { commandMs: 5000 });
  const readLater = async () => {
    const reading = await readMinutes();
    return { ...reading, now: reading.now + MINUTE_MS };
  };
  const createCheck = () => createConservationCheck(readLater, countRows);
  const difference = async (check = createCheck()) => (await check())?.difference;
  return { createCheck, difference, checkNow: createConservationCheck(readMinutes, countRows), readMinutes };
}

async function createCheckedPipeline(choice: PipelineChoice = {}) {
  const pipeline = await createPipeline(choice);
  const admit = (key: string, userId = 'user-1') => pipeline.admission.admit(makeRequest({ key, userId }));
  const admitMany = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => pipeline.admission.admit(makeRequest({ userId: `user-${index % 7}` }))));
  /** Clicks that Redis counts in all minutes. */
  const counted = async () => {
    const values = await pipeline.redis.hvals(pipeline.keys.acceptedByMinute);
    return values.reduce((sum, value) => sum + Number(value), 0);
  };
  return { ...pipeline, ...createChecks(pipeline), admit, admitMany, counted };
}

/** Takes the only batch and posts it, as a worker does that is killed before it can finish. */
async function postWithoutFinish(pipeline: Pipeline): Promise<{ batchId: string; clicks: readonly AcceptedClick[] }> {
  const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
  const taken = await pipeline.batches.take(batchId, '');
  if (taken.kind !== 'taken') throw new Error(`the batch is ${taken.kind}`);
  const poster = createMongoPoster(pipeline.client, pipeline.db, { rules: RULES, commandMs: 5000 });
  await poster.postBatch(taken.clicks);
  await poster.close();
  return { batchId, clicks: taken.clicks };
}

describe('the difference is 0', () => {
  it('after replays, refusals, foreign clicks, failed ones and many tickets for each batch, with two workers', async () => {
    const limits = { global: { rate: 1000, burst: 1000 }, user: { rate: 0.1, burst: 10 }, ip: { rate: 1000, burst: 1000 } };
    const pipeline = await createCheckedPipeline({ limits, maxDepth: 60 });
    await pipeline.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    await Promise.all([pipeline.admit('the-same-key'), pipeline.admit('the-same-key'), pipeline.admit('bad-click', 'broken')]);
    const busy = await Promise.all(Array.from({ length: 20 }, (_, index) => pipeline.admit(`busy-key-${index}`, 'busy')));
    const all = [...busy, ...(await pipeline.admitMany(60))];
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['accepted', 'limited', 'full']));
    for (const batchId of await pipeline.redis.zrange(pipeline.keys.unfinished, 0, -1)) {
      for (const copy of [1, 2, 3]) await pipeline.addTicket(batchId, `r-${batchId}-${copy}`);
    }
    for (const key of ['foreign-key-1', 'foreign-key-2', 'foreign-key-1']) {
      await pipeline.queue.add('click' as never, { userId: 'user-1', idempotencyKey: key } as never);
    }
    pipeline.startWorker();
    pipeline.startWorker();
    await untilDrained(pipeline);
    await eventually(async () => (await pipeline.clicks.countDocuments()) === 60 + 2);
    await untilDrained(pipeline);
    expect(await pipeline.counted()).toBe(60 + 2);
    expect(await pipeline.difference()).toBe(0);
  });

  it('after a click was accepted again when its record had expired: it is counted once', async () => {
    const pipeline = await createCheckedPipeline({ idempotencyTtlSeconds: 1 });
    pipeline.startWorker();
    pipeline.startWorker();
    const request = makeRequest();
    for (const time of [1, 2, 3]) {
      expect(await pipeline.admission.admit(request)).toMatchObject({ kind: 'accepted' });
      await pipeline.admitMany(time);
      await untilDrained(pipeline);
      await eventually(async () => (await pipeline.redis.exists(pipeline.keys.click(request.click.clickId))) === 0);
    }
    expect(await sumLedger(pipeline)).toEqual({ rows: 7, amounts: 7, balances: 7 });
    expect(await pipeline.counted()).toBe(7);
    expect(await pipeline.difference()).toBe(0);
  });

  it('after a worker was killed between commit and finish: the repeated delivery is no second acceptance', async () => {
    const pipeline = await createCheckedPipeline();
    await pipeline.admitMany(5);
    const { batchId } = await postWithoutFinish(pipeline);
    await pipeline.addTicket(batchId, firstTicketId(batchId));
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await pipeline.counted()).toBe(5);
    expect(await pipeline.difference()).toBe(0);
  });

  it('after that happened to a click that was accepted again, and two workers have its batch: taken back once', async () => {
    const pipeline = await createCheckedPipeline({ announceDelayMs: 60_000 });
    await pipeline.admit('the-same-key');
    const first = await postWithoutFinish(pipeline);
    await pipeline.batches.finish(first.batchId, first.clicks.map((click) => click.clickId));
    await pipeline.redis.del(first.clicks.map((click) => pipeline.keys.click(click.clickId)));
    // In one call, and so in one batch.
    const again = [{ key: 'the-same-key' }, {}, {}, {}].map((choice) => makeRequest({ userId: 'user-1', ...choice }));
    await pipeline.admission.admitAll(again);
    const { batchId } = await postWithoutFinish(pipeline);
    expect(await pipeline.counted()).toBe(5);
    for (const jobId of [firstTicketId(batchId), `r-${batchId}-1`, `r-${batchId}-2`]) await pipeline.addTicket(batchId, jobId);
    pipeline.startWorker();
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await pipeline.counted()).toBe(4);
    expect(await pipeline.difference()).toBe(0);
    await pipeline.announcer.flush();
  });

  it('when one click is in two batches at once, since its record was removed, and both are posted together', async () => {
    const pipeline = await createCheckedPipeline({ announceDelayMs: 60_000 });
    const request = makeRequest();
    await pipeline.admission.admit(request);
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.batches.take(batchId, '');
    await pipeline.redis.del(pipeline.keys.click(request.click.clickId));
    await new Promise((resolve) => setTimeout(resolve, 2));
    await pipeline.admission.admit(request);
    for (const unfinished of await pipeline.redis.zrange(pipeline.keys.unfinished, 0, -1)) {
      await pipeline.addTicket(unfinished, `r-${unfinished}-1`);
    }
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await sumLedger(pipeline)).toEqual({ rows: 1, amounts: 1, balances: 1 });
    expect(await pipeline.counted()).toBe(1);
    expect(await pipeline.difference()).toBe(0);
    await pipeline.announcer.flush();
  });
});

describe('the difference tells', () => {
  it('a row that was removed and one that was added by hand, to a check that found nothing before', async () => {
    const pipeline = await createCheckedPipeline();
    pipeline.startWorker();
    await pipeline.admitMany(9);
    await untilDrained(pipeline);
    const check = pipeline.createCheck();
    expect(await pipeline.difference(check)).toBe(0);
    const row = await pipeline.clicks.findOneAndDelete({});
    if (!row) throw new Error('there is no row');
    const from = minuteOf(Number(row.acceptedAt)) * MINUTE_MS;
    expect(await check()).toMatchObject({ difference: 1, differing: [{ from, difference: 1 }] });
    await pipeline.clicks.insertMany([row, { ...row, _id: 'c-foreign' }]);
    expect(await check()).toMatchObject({ difference: -1, differing: [{ from, difference: -1 }] });
    await pipeline.clicks.deleteOne({ _id: 'c-foreign' });
    expect(await pipeline.difference(check)).toBe(0);
  });

  it('a batch that lost its clicks', async () => {
    const pipeline = await createCheckedPipeline();
    await pipeline.admitMany(3);
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.redis.del(pipeline.keys.openBatch(batchId));
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await pipeline.difference()).toBe(3);
  });

  it('that Redis was emptied, though nobody knows any more what was in it', async () => {
    const pipeline = await createCheckedPipeline();
    const { stop } = pipeline.startWorker();
    await pipeline.admitMany(4);
    await untilDrained(pipeline);
    await stop();
    const check = pipeline.createCheck();
    expect(await pipeline.difference(check)).toBe(0);
    await pipeline.redis.del(await pipeline.redis.keys(`${pipeline.prefix}*`));
    expect(await pipeline.difference(check)).toBe(-4);
    await pipeline.admit('first-thereafter');
    const { batchId, clicks } = await postWithoutFinish(pipeline);
    await pipeline.batches.finish(batchId, clicks.map((click) => click.clickId));
    expect(await pipeline.difference(check)).toBe(-4);
    expect(await pipeline.difference()).toBe(-4);
  });

  it('nothing of clicks that are in flight, nor of the minute that runs', async () => {
    const pipeline = await createCheckedPipeline({ announceDelayMs: 60_000 });
    await pipeline.admitMany(4);
    expect(await pipeline.difference()).toBe(0);
    const { batchId, clicks } = await postWithoutFinish(pipeline);
    await pipeline.clicks.deleteMany({});
    expect(await pipeline.difference()).toBe(0);
    await pipeline.batches.finish(batchId, clicks.map((click) => click.clickId));
    // They may lie in two minutes, of which one is over.
    const running = minuteOf((await pipeline.readMinutes()).now);
    const over = clicks.filter((click) => minuteOf(click.acceptedAt) < running).length;
    const found = await pipeline.checkNow();
    if (minuteOf(found?.checkedAt ?? 0) === running) expect(found?.difference).toBe(over);
    expect(await pipeline.difference()).toBe(4);
    await pipeline.announcer.flush();
  });

  it('nothing of rows from before an upgrade to a version that counts', async () => {
    const pipeline = await createCheckedPipeline();
    const poster = createMongoPoster(pipeline.client, pipeline.db, { rules: RULES, commandMs: 5000 });
    const time = (await pipeline.readMinutes()).now;
    await poster.postBatch([0, 1, 2].map((minutes) => makeAcceptedClick({ acceptedAt: time - 1 - minutes * MINUTE_MS })));
    await poster.close();
    await pipeline.redis.hset(pipeline.keys.totals, { accepted: 3, finished: 3 });
    expect(await pipeline.checkNow()).toBeUndefined();
    expect(await pipeline.difference()).toBe(0);
    pipeline.startWorker();
    await pipeline.admitMany(5);
    await untilDrained(pipeline);
    expect(await pipeline.difference()).toBe(0);
  });
});

describe('the rows of a minute', () => {
  it('are counted by their index, and not at all where it is missing', async () => {
    const { db } = openTestDatabase();
    const countRows = createRowCounter(db, { commandMs: 5000 });
    await db.createCollection('clicks');
    await expect(countRows(0, 1)).rejects.toMatchObject({ code: 'LEDGER_REFUSED' });
    await ensureIndexes(db);
    expect(await countRows(0, 1)).toBe(0);
  });
});

describe('readMinutes', () => {
  it('gives the counts, when the oldest unfinished batch was opened, and since when is counted', async () => {
    const bench = createScriptBench();
    const read = createAcceptedMinutesReader(bench.redis, bench.keys);
    expect(await read()).toMatchObject({ countedSince: 0, oldestUnfinished: undefined, counts: new Map() });
    await bench.admit([makeRequest(), makeRequest()], { candidate: 'one' });
    const [, opened] = await bench.redis.zrange(bench.keys.unfinished, 0, 0, 'WITHSCORES');
    const reading = await read();
    expect(reading).toMatchObject({ countedSince: 0, oldestUnfinished: Number(opened) });
    expect(reading.counts).toEqual(new Map([[minuteOf(Number(opened)), 2]]));
    await bench.redis.hset(bench.keys.totals, 'countedSinceMs', 12_345);
    expect((await read()).countedSince).toBe(12_345);
  });

  it('forgets minutes after a day, but none that may be in flight', async () => {
    const server = await startPrivateRedis();
    const bench = createScriptBench({}, server.url);
    const read = createAcceptedMinutesReader(bench.redis, bench.keys);
    const minute = minuteOf((await read()).now);
    const old = Object.fromEntries([-2, -1, 0, 1, 2].map((offset) => [minute - MINUTES_KEPT + offset, 1]));
    await bench.redis.hset(bench.keys.acceptedByMinute, old);
    await bench.redis.zadd(bench.keys.unfinished, (minute - 2) * MINUTE_MS, 'old');
    expect((await read()).counts.size).toBe(5);
    await bench.redis.zrem(bench.keys.unfinished, 'old');
    // On a full Redis too.
    await bench.redis.config('SET', 'maxmemory', '1');
    const kept = [...(await read()).counts.keys()];
    expect(kept).toContain(minute - MINUTES_KEPT + 2);
    expect(kept).not.toContain(minute - MINUTES_KEPT - 1);
    expect(await bench.redis.hlen(bench.keys.acceptedByMinute)).toBe(kept.length);
  });
});

describe('a running worker', () => {
  it('shows the difference and the time of the comparison soon after its start', async () => {
    const bench = createProcessBench();
    const worker = await bench.start('worker');
    const samples = await eventually(async () => {
      const page = parseExposition(await (await fetch(`${worker.url}/api/metrics`)).text()).samples;
      return page.has('mining_click_conservation_checked_timestamp_seconds') && page;
    });
    expect(samples.get('mining_click_conservation_difference')).toBe(0);
    const checkedAt = samples.get('mining_click_conservation_checked_timestamp_seconds') ?? 0;
    const [seconds] = await bench.redis.time();
    expect(Number(seconds) - checkedAt).toBeLessThan(60);
  });
});
