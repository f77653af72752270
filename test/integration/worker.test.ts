import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { createReaper } from '../../src/queue/reaper.js';
import { createTakeableJobCounter } from '../../src/queue/redis-takeable-jobs.js';
import { firstTicketId } from '../../src/queue/ticket.js';
import { createFetchWatch } from '../../src/worker/fetch-watch.js';
import { createFaultReporter } from '../../src/telemetry/fault-reporter.js';
import type { JobResult } from '../../src/worker/process-job.js';
import { makeRequest } from '../support/clicks.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, sumLedger, type Pipeline, type PipelineChoice } from '../support/pipeline.js';
import { startPrivateMongod, startPrivateRedis, startTcpProxy } from '../support/servers.js';

const untilDrained = (pipeline: Pipeline) => eventually(async () => (await pipeline.readState()).depth === 0);

/** A pipeline that remembers what each job came to. Each job waits for `before` when it was taken. */
async function createWatchedPipeline(choice: PipelineChoice = {}, before: () => Promise<unknown> = () => Promise.resolve()) {
  const results: (JobResult | { kind: 'fault'; fault: unknown })[] = [];
  const pipeline = await createPipeline({
    ...choice,
    wrapJobs: (processJob) => async (job) => {
      try {
        await before();
        const result = await processJob(job);
        results.push(result);
        return result;
      } catch (fault) {
        results.push({ kind: 'fault', fault });
        throw fault;
      }
    },
  });
  return { pipeline, results };
}

const admitMany = (pipeline: Pipeline, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => pipeline.admission.admit(makeRequest({ userId: `user-${index % 7}` }))));

describe('a worker', () => {
  it('with a highest rate credits no faster, evenly, and loses nothing', async () => {
    const { pipeline } = await createWatchedPipeline({ batchClicks: 10, maxRate: 60 });
    await admitMany(pipeline, 100);
    const startedAt = Date.now();
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await sumLedger(pipeline)).toEqual({ rows: 100, amounts: 100, balances: 100 });
    const rows = await pipeline.clicks.find({}, { sort: { processedAt: 1 } }).toArray();
    const times = rows.map(({ processedAt }) => processedAt.getTime());
    // The first at once; 90 more at 60 a second, less the 200 ms that may be made up for.
    expect((times.at(-1) ?? 0) - startedAt).toBeGreaterThanOrEqual(1290);
    // Never more together than a batch and what a fifth of a second may have.
    expect(new Set(times).size).toBeGreaterThanOrEqual(5);
  });

  it('with many batches in hand writes no warning that somebody would look into', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error) => void warnings.push(message);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const { pipeline } = await createWatchedPipeline({ batchClicks: 1 });
    await admitMany(pipeline, 40);
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(warnings).toEqual([]);
  });

  it('credits each click once though every batch has many tickets, and counts it once', async () => {
    const { pipeline, results } = await createWatchedPipeline();
    await admitMany(pipeline, 120);
    const unfinished = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, -1);
    for (const batchId of unfinished) {
      await pipeline.addTicket(batchId, firstTicketId(batchId));
      for (const copy of [1, 2, 3]) await pipeline.addTicket(batchId, `r-${batchId}-${copy}`);
    }
    pipeline.startWorker();
    pipeline.startWorker();
    await untilDrained(pipeline);
    await eventually(() => results.length >= unfinished.length * 4);
    expect(await sumLedger(pipeline)).toEqual({ rows: 120, amounts: 120, balances: 120 });
    const processed = results.flatMap((result) => (result.kind === 'posted' ? result.processed : []));
    expect(processed).toHaveLength(120);
  });

  it('posts what waits together in one transaction', async () => {
    let taken = 0;
    // However slowly jobs are fetched, these go on together.
    const fortyTaken = eventually(() => taken >= 40);
    const { pipeline, results } = await createWatchedPipeline({ batchClicks: 1 }, () => (taken++, fortyTaken));
    await admitMany(pipeline, 60);
    await pipeline.announcer.flush();
    pipeline.startWorker();
    await untilDrained(pipeline);
    await eventually(() => results.length === 60);
    const transactions = new Set(results.map((result) => result.kind === 'posted' && result.transactionMs));
    expect(transactions.size).toBeLessThan(30);
  });

  it('ends a click that MongoDB refuses as failed, and credits the others of its batch', async () => {
    const { pipeline } = await createWatchedPipeline();
    await pipeline.accounts.insertOne({ _id: 'broken', balance: 'not a number' } as never);
    const bad = makeRequest({ userId: 'broken' });
    await Promise.all([pipeline.admission.admit(bad), admitMany(pipeline, 5)]);
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await pipeline.clicks.countDocuments({ status: 'credited' })).toBe(5);
    expect(await pipeline.clicks.findOne({ _id: bad.click.clickId })).toMatchObject({ status: 'failed', code: 'LEDGER_REFUSED' });
    expect(await pipeline.deadLetters.findOne({ _id: bad.click.clickId })).toMatchObject({ code: 'LEDGER_REFUSED' });
  });

  it('makes a dead letter of a batch that lost its clicks, and keeps the depth exact', async () => {
    const { pipeline, results } = await createWatchedPipeline();
    await admitMany(pipeline, 3);
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.redis.del(pipeline.keys.openBatch(batchId));
    pipeline.startWorker();
    await untilDrained(pipeline);
    await eventually(() => results.some((result) => result.kind === 'missing'));
    expect(await pipeline.deadLetters.findOne({ _id: `batch-${batchId}` })).toMatchObject({ code: 'BATCH_MISSING' });
  });

  it('waits for MongoDB to come back, with the same jobs in hand, and fails no click', async () => {
    const mongod = await startPrivateMongod();
    const { pipeline, results } = await createWatchedPipeline({ mongodbUrl: mongod.url });
    await mongod.kill('SIGKILL');
    await admitMany(pipeline, 10);
    const { lane } = pipeline.startWorker();
    await eventually(() => !lane.isLedgerAvailable());
    expect(results).toEqual([]);
    expect((await pipeline.readState()).depth).toBe(10);
    await mongod.restart();
    await untilDrained(pipeline);
    expect(lane.isLedgerAvailable()).toBe(true);
    expect(await sumLedger(pipeline)).toEqual({ rows: 10, amounts: 10, balances: 10 });
    const jobs = await pipeline.queue.getJobs(['failed', 'delayed']);
    expect(jobs).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)('hands its jobs back at once when it is stopped while MongoDB is away (%s), and blames no click', async (signal) => {
    const mongod = await startPrivateMongod();
    const { pipeline } = await createWatchedPipeline({ mongodbUrl: mongod.url, commandMs: 250 });
    await admitMany(pipeline, 10);
    await pipeline.announcer.flush();
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    // Taken so often that its clicks are tried one by one.
    await pipeline.redis.hset(pipeline.keys.attempts, batchId, 3);
    await mongod.kill(signal);
    const first = pipeline.startWorker();
    await eventually(async () => (await pipeline.redis.hexists(pipeline.keys.tried, batchId)) === 1);
    await eventually(() => !first.lane.isLedgerAvailable());
    await first.stop();
    expect((await pipeline.readState()).jobs).toMatchObject({ active: 0, failed: 0 });
    expect(await pipeline.redis.exists(pipeline.keys.tried)).toBe(0);
    if (signal === 'SIGKILL') await mongod.restart();
    else await mongod.kill('SIGCONT');
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await sumLedger(pipeline)).toEqual({ rows: 10, amounts: 10, balances: 10 });
    expect(await pipeline.redis.exists(pipeline.keys.tried, pipeline.keys.takers, pipeline.keys.attempts)).toBe(0);
  });

  it('hands a job back at once although the session of its former taker cannot be ended', async () => {
    const mongod = await startPrivateMongod();
    // Longer than the test may take.
    const { pipeline } = await createWatchedPipeline({ mongodbUrl: mongod.url, commandMs: 60_000 });
    await admitMany(pipeline, 3);
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.redis.hset(pipeline.keys.takers, batchId, randomUUID());
    await mongod.kill('SIGSTOP');
    const first = pipeline.startWorker();
    await eventually(async () => (await pipeline.redis.hexists(pipeline.keys.attempts, batchId)) === 1);
    await first.stop();
    expect((await pipeline.readState()).jobs).toMatchObject({ active: 0, failed: 0 });
    await mongod.kill('SIGCONT');
    pipeline.startWorker();
    await untilDrained(pipeline);
    expect(await sumLedger(pipeline)).toEqual({ rows: 3, amounts: 3, balances: 3 });
  });
});

describe('a fetch loop', () => {
  it('whose Redis is full tells of it in a few lines, however often it is refused, and goes on afterwards', async () => {
    const server = await startPrivateRedis();
    const lines: unknown[] = [];
    // As in a process, whose window is ten times as long.
    const { report, flush } = createFaultReporter((line) => lines.push(line), 1000);
    let faults = 0;
    const onFetchFault = (fault: unknown): void => {
      faults += 1;
      report('fetching jobs', fault);
    };
    const { pipeline } = await createWatchedPipeline({ redisUrl: server.url, onFetchFault });
    await admitMany(pipeline, 5);
    await pipeline.announcer.flush();
    await pipeline.redis.config('SET', 'maxmemory', '1');
    const startedAt = Date.now();
    pipeline.startWorker();
    await eventually(() => faults > 500);
    const windows = 1 + Math.ceil((Date.now() - startedAt) / 1000);
    expect(lines.length).toBeLessThanOrEqual(2 * windows);
    await pipeline.redis.config('SET', 'maxmemory', '0');
    await untilDrained(pipeline);
    flush();
    expect(await sumLedger(pipeline)).toEqual({ rows: 5, amounts: 5, balances: 5 });
  });

  it('that is parked by a connection of which nothing is heard any more is made anew, and takes what waits', async () => {
    const proxy = await startTcpProxy(Number(new URL(inject('redisUrl')).port));
    const { pipeline } = await createWatchedPipeline({ workerRedisUrl: `redis://127.0.0.1:${proxy.port}` });
    const { worker } = pipeline.startWorker();
    await admitMany(pipeline, 3);
    await untilDrained(pipeline);
    proxy.holdOpenOnes();
    await admitMany(pipeline, 5);
    await pipeline.announcer.flush();
    const watch = createFetchWatch(worker, {
      countTakeable: createTakeableJobCounter(pipeline.redis, pipeline.keys),
      onGivenUp: () => expect.unreachable('the new loop takes jobs'),
    });
    // One look after the other: only what waits counts here, not the time.
    await eventually(async () => (await watch.look(), watch.isParked()));
    await untilDrained(pipeline);
    await watch.look();
    expect(watch.isParked()).toBe(false);
    expect(await sumLedger(pipeline)).toEqual({ rows: 8, amounts: 8, balances: 8 });
  });

  it('has nothing to take while somebody has paused the queue', async () => {
    const { pipeline } = await createWatchedPipeline();
    const count = createTakeableJobCounter(pipeline.redis, pipeline.keys);
    await admitMany(pipeline, 1);
    await pipeline.announcer.flush();
    expect(await count()).toBe(1);
    await pipeline.queue.pause();
    expect(await count()).toBe(0);
    await pipeline.queue.resume();
    expect(await count()).toBe(1);
  });
});

describe('what a newer version wrote', () => {
  it('waits for a newer worker and uses up no attempt: a ticket, and a click in a batch', async () => {
    const { pipeline, results } = await createWatchedPipeline();
    await pipeline.queue.add('batch', { v: 2, batchId: 'of-the-future' } as never, { jobId: 'from-the-future', attempts: 1 });
    await admitMany(pipeline, 2);
    await pipeline.announcer.flush();
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.redis.rpush(pipeline.keys.openBatch(batchId), '1|[2,"from the future"]');
    pipeline.startWorker();
    await eventually(async () => (await pipeline.readState()).jobs.delayed === 2);
    const codes = results.map((result) => result.kind === 'fault' && (result.fault as { code: string }).code);
    expect(codes.sort()).toEqual(['BATCH_UNREADABLE', 'TICKET_TOO_NEW']);
    for (const id of ['from-the-future', firstTicketId(batchId)]) {
      expect(await pipeline.queue.getJob(id)).toMatchObject({ attemptsMade: 0 });
    }
    // A newer worker, for which this one stands in, reads both when their time has come.
    await pipeline.redis.rpop(pipeline.keys.sealedBatch(batchId));
    await pipeline.queue.getJob('from-the-future').then((job) => job?.updateData({ v: 1, batchId: 'of-the-future' }));
    await untilDrained(pipeline);
    await eventually(() => results.some((result) => result.kind === 'gone'));
    expect((await pipeline.readState()).jobs.failed).toBe(0);
  });
});

describe('the reaper', () => {
  const createTestReaper = (pipeline: Pipeline, now = () => 0) =>
    createReaper(pipeline.batches, pipeline.addTicket, { everyMs: 20, stuckMs: 60_000, now, onFault: () => undefined });

  it('finds a batch whose ticket was never added, and its clicks are credited', async () => {
    const { pipeline } = await createWatchedPipeline({ announceDelayMs: 60_000 });
    await admitMany(pipeline, 10);
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.redis.zincrby(pipeline.keys.unfinished, -6000, batchId);
    pipeline.startWorker();
    const reaper = createTestReaper(pipeline);
    reaper.start();
    await untilDrained(pipeline);
    await reaper.stop();
    expect(await sumLedger(pipeline)).toEqual({ rows: 10, amounts: 10, balances: 10 });
    await pipeline.announcer.flush();
  });

  it('gives a new ticket to a batch that was taken a minute ago and never tried again', async () => {
    const { pipeline } = await createWatchedPipeline();
    await admitMany(pipeline, 2);
    await pipeline.announcer.flush();
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    await pipeline.redis.zincrby(pipeline.keys.unfinished, -6000, batchId);
    await pipeline.batches.take(batchId, 'a taker that froze');
    let now = 0;
    const reaper = createTestReaper(pipeline, () => now);
    expect(await reaper.look()).toBe(0);
    now = 59_000;
    expect(await reaper.look()).toBe(0);
    now = 61_000;
    expect(await reaper.look()).toBe(1);
    expect(await pipeline.queue.getJob(`r-${batchId}-1`)).toBeDefined();
  });
});
