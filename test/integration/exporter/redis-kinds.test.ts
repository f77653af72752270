import { Cluster } from 'ioredis';
import { Queue } from 'bullmq';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCESS_RULE } from '../../../src/exporter/redis-refusals.js';
import { readProjectFile } from '../../docs/markdown.js';
import { openQueue, openWorker } from '../../support/bullmq-versions.js';
import { runCommand } from '../../support/command.js';
import { startExporter } from '../../support/exporter.js';
import { eventually, openTestRedis } from '../../support/namespace.js';
import { startRedisCluster, startSentinelSet, startTlsRedis } from '../../support/redis-sets.js';
import { startPrivateRedis } from '../../support/servers.js';

const DEPTH = 'mining_click_queue_depth{queue="orders"}';

/** Runs a command that must refuse, and gives its one line. */
async function refusalOf(...args: string[]): Promise<string> {
  const { code, stderr } = await runCommand(['exporter', '--port', '0', ...args], { cwd: process.cwd() });
  expect(code).toBe(1);
  return stderr;
}

describe('a user with rights to read', () => {
  it('is enough for all that the exporter does, and no command of it writes', async () => {
    const server = await startPrivateRedis();
    const admin = openTestRedis(server.url);
    await openQueue(5, 'orders', { url: server.url }).add('job', {}, { priority: 2 });
    const worker = openWorker(5, 'letters', () => Promise.reject(new Error('timeout')), { url: server.url });
    await openQueue(5, 'letters', { url: server.url }).add('job', {});
    await eventually(async () => (await admin.zcard('bull:letters:failed')) === 1);
    await worker.close();
    await admin.call('ACL', 'SETUSER', 'mining-exporter', 'on', '>secret', ...ACCESS_RULE.split(' '));
    const seen: string[] = [];
    const monitor = await admin.duplicate().monitor();
    onTestFinished(() => monitor.disconnect());
    monitor.on('monitor', (_time: string, args: string[]) => void seen.push(args.join(' ')));
    const exporter = await startExporter(['--redis-url', server.url.replace('//', '//mining-exporter:secret@'), '--discover']);
    const page = await exporter.pageWith((samples) => (samples.get('redis_latency_ms_count{command="pipeline"}') ?? 0) > 20);
    expect(page.get(DEPTH)).toBe(1);
    expect(page.get('mining_queue_workers{queue="orders"}')).toBe(0);
    for (const read of ['scrape', 'finished-jobs', 'discovery', 'workers']) expect(page.get(`mining_exporter_errors_total{read="${read}"}`), read).toBe(0);
    const names = new Set(seen.map((line) => line.split(' ')[0]?.toLowerCase() ?? ''));
    expect([...names]).toEqual(expect.arrayContaining(['llen', 'lrange', 'zcard', 'zrangebyscore', 'hmget', 'scan', 'time']));
    const details = (await admin.call('COMMAND', 'INFO', ...names)) as [string, number, string[]][];
    expect(details.filter(([, , flags]) => flags.includes('write')).map(([name]) => name)).toEqual([]);
    expect(await admin.call('ACL', 'LOG')).toEqual([]);
    expect(readProjectFile('docs/exporter.md')).toContain(`ACL SETUSER exporter on >password ${ACCESS_RULE}\n`);
    // The rights to write are not among them.
    const reader = openTestRedis(server.url.replace('//', '//mining-exporter:secret@'));
    await expect(reader.set('bull:orders:meta', 'x')).rejects.toThrow('NOPERM');
  });

  it('that lacks one is told the command and the rule', async () => {
    const server = await startPrivateRedis();
    const admin = openTestRedis(server.url);
    await openQueue(6, 'orders', { url: server.url }).add('job', {});
    await admin.call('ACL', 'SETUSER', 'mining-exporter', 'on', '>secret', ...ACCESS_RULE.replace(' +zcount', '').split(' '));
    const url = server.url.replace('//', '//mining-exporter:secret@');
    const text = await refusalOf('--redis-url', url, '--queue', 'orders');
    expect(text).toBe(`mining-clicks: Redis refuses this user the command ZCOUNT: give it the rights to read with ACL SETUSER <user> ${ACCESS_RULE}\n`);
    expect(await refusalOf('--redis-url', url.replace('secret', 'wrong'), '--queue', 'orders')).toContain('does not know this user or password');
  });
});

describe('a refusal is one sentence', () => {
  it('for a name that is not there, with those that are', async () => {
    const server = await startPrivateRedis();
    for (const name of ['orders', 'order-mails', 'letters']) await openQueue(6, name, { url: server.url }).add('job', {});
    const text = await refusalOf('--redis-url', server.url, '--queue', 'order');
    expect(text).toMatch(/^mining-clicks: There is no queue "order" below the prefix "bull": there is orders, [^\n]+\n$/);
    expect(await refusalOf('--redis-url', server.url)).toContain('(found: letters, order-mails, orders)');
  });

  it('when nobody listens, there is no such host, its TLS cannot be trusted, or the address is none', async () => {
    const { url: untrusted } = await startTlsRedis();
    const sentences: readonly (readonly [url: string, sentence: RegExp])[] = [
      ['redis://127.0.0.1:1', /redis:\/\/127\.0\.0\.1:1: nobody listens there/],
      ['redis://nowhere.invalid:6379', /there is no host of that name/],
      [untrusted, /TLS failed \(self.signed certificate\); check that the server speaks TLS, and name its certificate authority with --tls-ca FILE\.\n$/],
      ['http://user:hidden@127.0.0.1', /^mining-clicks: http:\/\/127\.0\.0\.1 is no address of Redis: write redis:\/\//],
    ];
    // All at once: most of them wait ten seconds for a Redis that may be about to start.
    const texts = await Promise.all(sentences.map(([url]) => refusalOf('--redis-url', url, '--queue', 'orders')));
    for (const [index, [, sentence]] of sentences.entries()) {
      expect(texts[index]).toMatch(sentence);
      expect(texts[index]?.trim().split('\n')).toHaveLength(1);
      expect(texts[index]).not.toContain('hidden');
    }
  });

  it('when the port is taken, or a rule of failure codes is wrong', async () => {
    const server = await startPrivateRedis();
    await openQueue(6, 'orders', { url: server.url }).add('job', {});
    const { code, stderr } = await runCommand(['exporter', '--redis-url', server.url, '--queue', 'orders', '--port', String(server.port)], { cwd: process.cwd() });
    expect([code, stderr]).toEqual([1, `mining-clicks: The exporter cannot listen on 127.0.0.1:${server.port}: it is taken by another process.\n`]);
    expect(await refusalOf('--redis-url', server.url, '--queue', 'orders', '--failure-codes', 'package.json')).toContain('package.json is no JSON list of rules');
  });
});

describe('Redis that goes and comes back', () => {
  it('takes the gauges with it, never as 0, leaves the counters, and brings all back by itself', async () => {
    const server = await startPrivateRedis();
    const queue = openQueue(6, 'orders', { url: server.url });
    openWorker(6, 'letters', () => Promise.resolve(), { url: server.url });
    await openQueue(6, 'letters', { url: server.url }).add('job', {});
    await queue.add('job', {});
    const exporter = await startExporter(['--redis-url', server.url, '--queue', 'orders', '--queue', 'letters']);
    const queues = (page: ReadonlyMap<string, number>) => [...page.keys()].filter((name) => name.includes('queue="orders"'));
    const before = await exporter.pageWith((page) => page.get('mining_queue_totals_source{queue="letters",outcome="completed",source="kept-jobs"}') === 1);
    expect(await exporter.ready()).toMatchObject({ status: 200 });
    await server.kill('SIGKILL');
    const without = await exporter.pageWith((page) => page.get('mining_exporter_redis_up') === 0);
    const gauges = /depth|lag|queue_jobs\{|paused|without_lock|oldest|workers|source|timestamp/;
    expect(queues(without).filter((name) => gauges.test(name))).toEqual([]);
    for (const [name, value] of before) {
      if (/^mining_(worker|queue)_.*(_total|_count|_sum|_bucket)\b/.test(name)) expect(without.get(name), name).toBeGreaterThanOrEqual(value);
    }
    expect(without.get('mining_exporter_errors_total{read="scrape"}')).toBeGreaterThanOrEqual(1);
    expect(await exporter.ready()).toMatchObject({ status: 503, body: expect.stringContaining('Redis cannot be read') });
    await server.restart();
    const after = await exporter.pageWith((page) => page.get(DEPTH) === 1);
    expect(after.get('mining_exporter_redis_up')).toBe(1);
    // A look that began before it was back may end now.
    await expect.poll(exporter.ready).toMatchObject({ status: 200 });
    await server.kill('SIGSTOP');
    await exporter.pageWith((page) => page.get('mining_exporter_redis_up') === 0 && !page.has(DEPTH));
    await server.kill('SIGCONT');
    await exporter.pageWith((page) => page.get(DEPTH) === 1);
    await exporter.stop();
  });
});

describe('a cluster of three masters', () => {
  it('is read through any one of its nodes, or through all, with its queues on several of them', async () => {
    const { nodes, hosts } = await startRedisCluster();
    const cluster = new Cluster(nodes.map(({ port }) => ({ host: '127.0.0.1', port })));
    onTestFinished(() => cluster.disconnect());
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) {
      const queue = new Queue('orders', { connection: cluster, prefix: `{${name}}` });
      await queue.add('job', {});
      await queue.close();
    }
    const holders = await Promise.all(nodes.map(async ({ url }) => (await openTestRedis(url).dbsize()) > 0));
    expect(holders).toEqual([true, true, true]);
    for (const url of [`redis+cluster://${hosts}`, nodes[1]?.url ?? '']) {
      const exporter = await startExporter(['--redis-url', url, '--discover']);
      await exporter.pageWith((page) => names.every((name) => page.get(`mining_click_queue_depth{queue="{${name}}:orders"}`) === 1));
      await exporter.stop();
    }
  });
});

describe('a set that Sentinel watches', () => {
  it('is read from its master, and from the new one after a failover', async () => {
    const { master, replica, sentinel, letFailOver } = await startSentinelSet();
    await openQueue(6, 'orders', { url: master.url }).add('job', {});
    await eventually(async () => (await openTestRedis(replica.url).llen('bull:orders:wait')) === 1);
    const exporter = await startExporter(['--redis-url', `redis+sentinel://${sentinel}/orders`, '--queue', 'orders']);
    await exporter.pageWith((page) => page.get(DEPTH) === 1);
    await master.kill('SIGKILL');
    await exporter.pageWith((page) => !page.has(DEPTH));
    await letFailOver();
    await exporter.pageWith((page) => page.get(DEPTH) === 1);
    await openQueue(6, 'orders', { url: replica.url }).add('job', {});
    await exporter.pageWith((page) => page.get(DEPTH) === 2);
  });
});

describe('TLS', () => {
  it('is spoken with a certificate authority that is named, and asked for where it is named in vain', async () => {
    const { url, plainUrl, caFile } = await startTlsRedis();
    await openQueue(6, 'orders', { url: plainUrl }).add('job', {});
    const exporter = await startExporter(['--redis-url', url, '--tls-ca', caFile, '--queue', 'orders']);
    await exporter.pageWith((page) => page.get(DEPTH) === 1);
    expect(await refusalOf('--redis-url', plainUrl, '--tls-ca', caFile, '--queue', 'orders')).toContain('write rediss instead of redis');
  });
});
