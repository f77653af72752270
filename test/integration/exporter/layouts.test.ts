import { describe, expect, it } from 'vitest';
import { createFailureCodes } from '../../../src/exporter/failure-codes.js';
import { FAILURE_CODES } from '../../../src/exporter/label-values.js';
import { BULLMQ_VERSIONS, openQueue, openWorker } from '../../support/bullmq-versions.js';
import { openTestExporter, type Page } from '../../support/exporter.js';
import { openRedisNamespace } from '../../support/namespace.js';

const NAME = 'orders';
const ago = (seconds: number) => ({ timestamp: Date.now() - seconds * 1000 });

/** Reads series of the one queue that a test has. */
const of = (prefix: string) => (page: Page, metric: string, labels = '') =>
  page.get(`${metric}{queue="${prefix}:${NAME}"${labels === '' ? '' : `,${labels}`}}`);

describe.each(BULLMQ_VERSIONS)('a queue of BullMQ %i', (version) => {
  it('has the depth and the states that BullMQ itself tells, and its pause', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(version, NAME, { prefix });
    const read = of(prefix);
    for (let i = 0; i < 3; i += 1) await queue.add('job', {});
    await queue.add('urgent', {}, { priority: 1 });
    await queue.add('later', {}, { delay: 3_600_000 });
    await queue.add('due', {}, { delay: 1 });
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: NAME }] });
    const page = await exporter.pageWith((samples) => read(samples, 'mining_click_queue_depth') === 5);
    const counts = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'completed', 'failed', 'waiting-children');
    expect(counts).toMatchObject({ waiting: 3, prioritized: 1, delayed: 2 });
    for (const [state, count] of Object.entries(counts)) expect(read(page, 'mining_click_queue_jobs', `state="${state}"`), state).toBe(count);
    expect(read(page, 'mining_queue_jobs_added_total')).toBe(6);
    expect(read(page, 'mining_queue_paused')).toBe(0);
    await queue.pause();
    const paused = await exporter.pageWith((samples) => read(samples, 'mining_queue_paused') === 1);
    expect(read(paused, 'mining_click_queue_depth')).toBe(5);
  });

  it('has the lag of its oldest job, behind whatever priority, and none when it is empty', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(version, NAME, { prefix });
    // A scrape that Redis does not answer in time has no gauges.
    const lagOf = (page: Page) => of(prefix)(page, 'mining_worker_lag_seconds');
    const lag = async () => lagOf(await exporter.pageWith((page) => lagOf(page) !== undefined));
    await queue.add('promised', {}, { ...ago(7200), delay: 7_199_000 });
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: NAME }] });
    expect(await lag()).toBeLessThan(60);
    await queue.add('old', {}, ago(101));
    await queue.add('new', {}, ago(1));
    expect(await lag()).toBeGreaterThanOrEqual(100);
    expect(await lag()).toBeLessThan(160);
    await queue.add('urgent', {}, { ...ago(50), priority: 1 });
    await queue.add('forgotten', {}, { ...ago(500), priority: 9 });
    await exporter.pageWith((page) => (lagOf(page) ?? 0) >= 500);
    openWorker(version, NAME, () => Promise.resolve(), { prefix });
    await exporter.pageWith((page) => lagOf(page) === 0);
  });

  it('has its ends counted, with codes, durations and waits, as far as they are kept', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const read = of(prefix);
    const queue = openQueue(version, NAME, { prefix });
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: NAME }] });
    const reasons = ['connect ECONNREFUSED 10.0.0.1:5432', 'Request timed out', 'nobody knows', 'the stars'];
    for (let i = 0; i < 10; i += 1) await queue.add('good', {}, ago(3));
    for (const reason of reasons) await queue.add('bad', { reason });
    await queue.add('twice', { reason: 'socket hang up' }, { attempts: 2 });
    const work = ({ data }: { data: Record<string, unknown> }) =>
      data['reason'] === undefined ? Promise.resolve() : Promise.reject(new Error(String(data['reason'])));
    openWorker(version, NAME, work, { prefix, concurrency: 5 });
    const failed = (page: Page, code: string) => read(page, 'mining_worker_failed_total', `error_code="${code}"`);
    const page = await exporter.pageWith(
      (samples) => read(samples, 'mining_worker_processed_total') === 10 && failed(samples, 'CONNECTION_LOST') === 1 && failed(samples, 'other') === 2,
    );
    expect([failed(page, 'CONNECTION_REFUSED'), failed(page, 'TIMEOUT'), failed(page, 'UNSEEN'), failed(page, 'HTTP_5XX')]).toEqual([1, 1, 0, 0]);
    expect(read(page, 'mining_queue_job_duration_seconds_count', 'outcome="completed"')).toBe(10);
    expect(read(page, 'mining_queue_job_duration_seconds_count', 'outcome="failed"')).toBe(5);
    // The one that was tried twice has no wait that anybody could know.
    expect(read(page, 'mining_queue_job_wait_seconds_count')).toBe(14);
    expect(read(page, 'mining_queue_job_wait_seconds_sum')).toBeGreaterThanOrEqual(30);
    expect(read(page, 'mining_queue_totals_source', 'outcome="completed",source="kept-jobs"')).toBe(1);
    expect(read(page, 'mining_queue_jobs_finished_total', 'outcome="completed"')).toBeUndefined();
    expect(read(page, 'mining_queue_jobs_seen_total', 'outcome="completed"')).toBe(10);
    expect(read(page, 'mining_queue_seen_gaps_total', 'outcome="completed"')).toBe(0);
    const withWorkers = await exporter.pageWith((samples) => read(samples, 'mining_queue_workers') === 1);
    expect(read(withWorkers, 'mining_queue_stalls_checked_timestamp_seconds')).toBeGreaterThan(Date.now() / 1000 - 60);
  });

  it('with BullMQ metrics has true totals, which an exporter that is started again goes on with', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const read = of(prefix);
    const queue = openQueue(version, NAME, { prefix });
    const gone = { removeOnComplete: true, removeOnFail: true };
    const one = await openTestExporter({ client, queues: [{ prefix, name: NAME }] });
    const work = ({ data }: { data: Record<string, unknown> }) => (data['bad'] ? Promise.reject(new Error('timeout')) : Promise.resolve());
    openWorker(version, NAME, work, { prefix, metrics: { maxDataPoints: 10 } });
    // BullMQ's counts begin with the first job.
    await queue.add('first', {}, gone);
    await one.pageWith((page) => read(page, 'mining_queue_jobs_finished_total', 'outcome="failed"') === 0);
    for (let i = 0; i < 5; i += 1) await queue.add('good', {}, gone);
    await queue.add('bad', { bad: true }, gone);
    const page = await one.pageWith(
      (samples) => read(samples, 'mining_worker_processed_total') === 6 && read(samples, 'mining_worker_failed_total', 'error_code="UNSEEN"') === 1,
    );
    expect(read(page, 'mining_queue_totals_source', 'outcome="completed",source="bullmq-metrics"')).toBe(1);
    expect(read(page, 'mining_queue_jobs_seen_total', 'outcome="completed"')).toBe(0);
    one.close();
    await queue.add('while nobody looks', {}, gone);
    const other = await openTestExporter({ client, queues: [{ prefix, name: NAME }] });
    const after = await other.pageWith((samples) => read(samples, 'mining_worker_processed_total') === 7);
    expect(read(after, 'mining_queue_jobs_finished_total', 'outcome="failed"')).toBe(1);
  });

  it('that keeps no finished job has no totals rather than wrong ones, and says so', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const read = of(prefix);
    const queue = openQueue(version, NAME, { prefix });
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: NAME }] });
    await exporter.pageWith((samples) => read(samples, 'mining_worker_processed_total') === 0);
    openWorker(version, NAME, () => Promise.resolve(), { prefix });
    for (let i = 0; i < 3; i += 1) await queue.add('job', {}, { removeOnComplete: true, removeOnFail: true });
    const page = await exporter.pageWith((samples) => read(samples, 'mining_queue_totals_source', 'outcome="completed",source="none"') === 1);
    expect(read(page, 'mining_worker_processed_total')).toBeUndefined();
    expect([...page.keys()].filter((name) => name.startsWith('mining_worker_failed_total'))).toEqual([]);
    expect(read(page, 'mining_queue_jobs_added_total')).toBe(3);
  });

  it('with ever new texts of failures has no more series than there are codes', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(version, NAME, { prefix });
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: NAME }] });
    openWorker(version, NAME, ({ data }) => Promise.reject(new Error(`${String(data['n'])} is one failure of its own`)), { prefix, concurrency: 50 });
    // BullMQ 4 takes its time.
    const count = version === 4 ? 200 : 1000;
    await Promise.all(Array.from({ length: count }, (_, n) => queue.add('bad', { n })));
    const failures = (page: Page) => [...page].filter(([name]) => name.startsWith('mining_worker_failed_total'));
    const page = await exporter.pageWith((samples) => failures(samples).reduce((sum, [, value]) => sum + value, 0) === count);
    expect(failures(page).length).toBe(FAILURE_CODES.length);
    expect(createFailureCodes().codes.length).toBe(FAILURE_CODES.length);
  });
});
