import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFailureCodes } from '../../../src/exporter/failure-codes.js';
import { openQueue, openWorker } from '../../support/bullmq-versions.js';
import { openTestExporter, type Page } from '../../support/exporter.js';
import { eventually, openRedisNamespace, openTestRedis } from '../../support/namespace.js';
import { startPrivateRedis } from '../../support/servers.js';

const valuesOf = (page: Page, metric: string) => [...page].filter(([name]) => name.startsWith(`${metric}{`) || name === metric);

describe('a scrape', () => {
  it('sends two pipelines and asks for the time, however many queues there are, and never scans', async () => {
    const server = await startPrivateRedis();
    for (let i = 0; i < 20; i += 1) await openQueue(5, `queue-${i}`, { url: server.url }).add('job', {}, { priority: i % 3 });
    const never = { look: 3_600_000, discovery: 3_600_000, workers: 3_600_000 };
    const exporter = await openTestExporter({ client: openTestRedis(server.url), queues: undefined, every: never });
    const monitor = await openTestRedis(server.url).monitor();
    onTestFinished(() => monitor.disconnect());
    const asked: string[] = [];
    monitor.on('monitor', (_time: string, [command = '']: string[]) => void asked.push(command.toLowerCase()));
    const calls = (page: Page) => page.get('redis_latency_ms_count{command="pipeline"}') ?? NaN;
    const before = await exporter.page();
    expect(valuesOf(before, 'mining_click_queue_depth').length).toBe(20);
    for (let scrape = 1; scrape <= 10; scrape += 1) expect(calls(await exporter.page())).toBe(calls(before) + 2 * scrape);
    // MONITOR tells of a command a moment after it was answered.
    await eventually(() => asked.filter((command) => command === 'time').length === 11);
    expect(asked).toContain('hmget');
    expect(asked).not.toContain('scan');
  });
});

describe('two scrapers', () => {
  it('see the same counters, however often each of them asks', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(6, 'orders', { prefix });
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: 'orders' }] });
    const worker = openWorker(6, 'orders', ({ data }) => (data['bad'] ? Promise.reject(new Error('no')) : Promise.resolve()), { prefix });
    for (let i = 0; i < 5; i += 1) await queue.add('job', { bad: i === 0 });
    const counters = ['mining_worker_processed_total', 'mining_worker_failed_total', 'mining_queue_jobs_seen_total', 'mining_queue_job_duration_seconds_count'];
    const first = await exporter.pageWith((page) => valuesOf(page, 'mining_queue_jobs_seen_total').reduce((sum, [, value]) => sum + value, 0) === 5);
    await worker.close();
    const pages = await Promise.all([exporter.page(), exporter.page()]);
    for (const page of [...pages, await exporter.page()]) {
      for (const counter of counters) expect(valuesOf(page, counter)).toEqual(valuesOf(first, counter));
    }
  });

  it('with two exporters see the same totals of what finished since both were there', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(5, 'orders', { prefix });
    const queues = [{ prefix, name: 'orders' }];
    const exporters = [await openTestExporter({ client, queues }), await openTestExporter({ client, queues })];
    openWorker(5, 'orders', () => Promise.resolve(), { prefix });
    for (let i = 0; i < 5; i += 1) await queue.add('job', {});
    for (const exporter of exporters) await exporter.pageWith((page) => page.get(`mining_worker_processed_total{queue="${prefix}:orders"}`) === 5);
  });
});

describe('discovery', () => {
  it('finds queues among other keys, no more than allowed, says how many are left out, and drops those that are gone', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queues = ['a', 'b', 'c', 'd'].map((name) => openQueue(6, name, { prefix }));
    for (const queue of queues) await queue.add('job', {});
    await client.set(`${prefix}:text:meta`, 'no queue');
    await client.hset(`${prefix}:other:meta`, 'author', 'somebody else');
    // Other tests have queues in the same Redis, which come first or last by their names.
    const all = await openTestExporter({ client, queues: undefined, mostQueues: 200 });
    const depths = (page: Page) => valuesOf(page, 'mining_click_queue_depth').map(([name]) => name).filter((name) => name.includes(prefix));
    const found = await all.pageWith((samples) => depths(samples).length === 4);
    expect(depths(found)).toEqual(['a', 'b', 'c', 'd'].map((name) => `mining_click_queue_depth{queue="${prefix}:${name}"}`));
    // BullMQ writes its version there some time after the queue was opened.
    await eventually(async () => (await client.hexists(`${prefix}:b:meta`, 'version')) === 1);
    await client.del(`${prefix}:b:meta`);
    const page = await all.pageWith((samples) => depths(samples).length === 3);
    expect([...page.keys()].filter((name) => name.includes(`"${prefix}:b"`))).toEqual([]);
    const few = await openTestExporter({ client, queues: undefined, mostQueues: 2 });
    const capped = await few.page();
    expect(capped.get('mining_exporter_queues')).toBe(2);
    expect(capped.get('mining_exporter_queues_left_out')).toBeGreaterThanOrEqual(1);
    expect(valuesOf(capped, 'mining_click_queue_depth').length).toBeLessThanOrEqual(2);
  });

  it('tells queues of one name below two prefixes apart', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const prefixes = [`${prefix}one`, `${prefix}two`];
    for (const each of prefixes) await openQueue(6, 'orders', { prefix: each }).add('job', {});
    const exporter = await openTestExporter({ client, queues: prefixes.map((each) => ({ prefix: each, name: 'orders' })) });
    await exporter.pageWith((page) => prefixes.every((each) => page.get(`mining_click_queue_depth{queue="${each}:orders"}`) === 1));
  });
});

describe("the click pipeline's own queue", () => {
  it('lacks what API and worker export in clicks, and has the rest', async () => {
    const { redis: client, keys, prefix } = openRedisNamespace();
    await client.hset(keys.totals, 'accepted', 1);
    await openQueue(6, 'mining-clicks', { prefix }).add('batch', {});
    await openQueue(6, 'orders', { prefix }).add('job', {});
    const exporter = await openTestExporter({ client, queues: ['mining-clicks', 'orders'].map((name) => ({ prefix, name })) });
    const page = await exporter.pageWith((samples) => samples.get(`mining_click_queue_depth{queue="${prefix}:orders"}`) === 1);
    for (const metric of ['mining_click_queue_depth', 'mining_click_queue_jobs', 'mining_worker_lag_seconds', 'mining_worker_processed_total', 'mining_worker_failed_total']) {
      const queues = new Set(valuesOf(page, metric).map(([name]) => /queue="([^"]+)"/.exec(name)?.[1]));
      expect([...queues], metric).toEqual([`${prefix}:orders`]);
    }
    expect(page.get(`mining_queue_paused{queue="${prefix}:mining-clicks"}`)).toBe(0);
    expect(page.get(`mining_queue_jobs_added_total{queue="${prefix}:mining-clicks"}`)).toBe(1);
  });
});

describe('finished jobs', () => {
  it('of a set that is cut back between two looks are counted as far as they are there, and the gap is told', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(6, 'orders', { prefix });
    openWorker(6, 'orders', () => Promise.resolve(), { prefix });
    const label = `queue="${prefix}:orders"`;
    const keep = { removeOnComplete: 2 };
    await queue.add('job', {}, keep);
    await eventually(async () => (await client.zcard(`${prefix}:orders:completed`)) === 1);
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: 'orders' }], every: { look: 300, discovery: 1000, workers: 1000 } });
    let added = 0;
    // Until so many end between two of its looks that none is left which it saw before.
    const page = await eventually(async () => {
      for (let i = 0; i < 20; i += 1, added += 1) await queue.add('job', {}, keep);
      const samples = await exporter.page();
      return (samples.get(`mining_queue_seen_gaps_total{${label},outcome="completed"}`) ?? 0) > 0 && samples;
    });
    expect(page.get(`mining_worker_processed_total{${label}}`)).toBeLessThanOrEqual(added);
  });

  it('that failed twice, once again by hand, count twice, and never again', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(6, 'orders', { prefix });
    const exporter = await openTestExporter({
      client,
      queues: [{ prefix, name: 'orders' }],
      failureCodes: parseFailureCodes('[{"code": "CARD_DECLINED", "pattern": "card .* declined"}]', 'codes.json'),
    });
    const failures = (page: Page) => page.get(`mining_worker_failed_total{queue="${prefix}:orders",error_code="CARD_DECLINED"}`);
    openWorker(6, 'orders', () => Promise.reject(new Error('The card of Anna was DECLINED')), { prefix });
    const { id = '' } = await queue.add('job', {});
    await exporter.pageWith((page) => failures(page) === 1);
    const { Job } = await import('bullmq');
    const job = await Job.fromId(queue as never, id);
    await job?.retry('failed');
    await exporter.pageWith((page) => failures(page) === 2);
  });

  it('show that their workers died: jobs without a lock, then a stalled job that is counted', async () => {
    const { redis: client, prefix } = openRedisNamespace();
    const queue = openQueue(6, 'orders', { prefix });
    const label = `queue="${prefix}:orders"`;
    const exporter = await openTestExporter({ client, queues: [{ prefix, name: 'orders' }] });
    const { id = '' } = await queue.add('job', {});
    // What a worker leaves behind that is killed: an active job, and after a while no lock.
    await client.rpoplpush(`${prefix}:orders:wait`, `${prefix}:orders:active`);
    await client.hset(`${prefix}:orders:${id}`, 'processedOn', Date.now() - 6000);
    const page = await exporter.pageWith((samples) => samples.get(`mining_queue_jobs_without_lock{${label}}`) === 1);
    expect(page.get(`mining_queue_oldest_active_seconds{${label}}`)).toBeGreaterThanOrEqual(5);
    await client.sadd(`${prefix}:orders:stalled`, id);
    openWorker(6, 'orders', () => Promise.resolve(), { prefix });
    await exporter.pageWith((samples) => samples.get(`mining_queue_jobs_stalled_total{${label}}`) === 1);
  });
});
