import { join } from 'node:path';
import { MongoClient, type Document } from 'mongodb';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Finding, Level } from '../../src/cli/doctor/check.js';
import { lookAtMongodb } from '../../src/cli/doctor/look-at-mongodb.js';
import { lookAtRedis } from '../../src/cli/doctor/look-at-redis.js';
import { CHECKS, diagnose } from '../../src/cli/doctor/promises.js';
import { writeStackFile } from '../../src/cli/stack-file.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createRedisKeys } from '../../src/redis/redis-keys.js';
import { USED_COMMANDS } from '../../src/redis/redis-rights.js';
import { runCommand } from '../support/command.js';
import { takeFreePorts } from '../support/free-ports.js';
import { GOOD } from '../support/good-facts.js';
import { eventually, openTestDatabase, openTestRedis, randomName } from '../support/namespace.js';
import { createProcessBench, postTo } from '../support/processes.js';
import { AT_ONCE } from '../support/redis-sets.js';
import { makeTemporaryFolder, startPrivateMongod, startPrivateRedis, startStandaloneMongod } from '../support/servers.js';
import { openTcpProxy } from '../support/tcp-proxy.js';

const PREFIX = '{mining-clicks}';
const LOOK_MS = 10_000;

/** What the doctor finds at one store; the other one is well. */
async function examine(store: { readonly redis?: string; readonly mongodb?: string; readonly database?: string }, level: Level = 'safe') {
  const redis = store.redis === undefined ? GOOD.redis : await lookAtRedis(store.redis, PREFIX, LOOK_MS);
  const mongodb = store.mongodb === undefined ? GOOD.mongodb : await lookAtMongodb(store.mongodb, store.database ?? 'mining_clicks', LOOK_MS);
  const { results, verdicts } = diagnose({ ...GOOD, level, redis, mongodb });
  const findings = Object.fromEntries(results.map(({ check, finding }) => [`${check.store} ${check.name}`, finding]));
  return {
    find: (name: string): Finding | undefined => findings[name],
    /** Those that are neither good nor left out. A busy machine makes Redis slow, which is no fault of its set-up. */
    wrong: Object.keys(findings).filter((name) => name !== 'redis latency' && !['ok', 'skipped'].includes(findings[name]?.status ?? '')),
    broken: verdicts.filter(({ verdict }) => verdict === 'broken').map(({ name }) => name),
  };
}

async function freeAddress(): Promise<string> {
  const [port = 0] = await takeFreePorts(1);
  return `127.0.0.1:${port}`;
}

describe('the doctor at Redis', () => {
  it('finds nothing wrong with one that is set up well, and leaves nothing behind', async () => {
    const { url } = await startPrivateRedis({ settings: { maxmemory: '512mb' } });
    expect(await examine({ redis: url })).toMatchObject({ wrong: [], broken: [] });
    const redis = openTestRedis(url);
    expect(await redis.dbsize()).toBe(0);
    expect(await redis.call('ACL', 'LOG')).toEqual([]);
  });

  it('finds an append-only file that is off, or flushed less often than promised', async () => {
    const { url } = await startPrivateRedis({ settings: { maxmemory: '512mb' } });
    const redis = openTestRedis(url);
    await redis.config('SET', 'appendfsync', 'everysec');
    expect(await examine({ redis: url })).toMatchObject({ wrong: ['redis append-only-file'], broken: ['power-loss'] });
    expect(await examine({ redis: url }, 'fast')).toMatchObject({ wrong: [], broken: [] });
    await redis.config('SET', 'appendfsync', 'always');
    await redis.config('SET', 'no-appendfsync-on-rewrite', 'yes');
    expect(await examine({ redis: url })).toMatchObject({ wrong: ['redis append-only-file'], broken: ['power-loss'] });
    await redis.config('SET', 'appendonly', 'no');
    expect(await examine({ redis: url })).toMatchObject({ wrong: ['redis append-only-file'], broken: ['process-kill', 'power-loss'] });
  });

  it('finds that it may evict, and that its memory is unlimited, or nearly used up', async () => {
    const { url } = await startPrivateRedis({ settings: { 'maxmemory-policy': 'allkeys-lru' } });
    const evicting = await examine({ redis: url });
    expect(evicting.find('redis eviction')).toMatchObject({ status: 'failed', found: expect.stringContaining('allkeys-lru') });
    expect(evicting.find('redis memory')).toMatchObject({ status: 'warning', found: expect.stringContaining('no limit') });
    const redis = openTestRedis(url);
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redis.config('SET', 'maxmemory', '1500kb');
    const full = await examine({ redis: url });
    expect(full.find('redis memory')).toMatchObject({ status: 'failed', breaks: ['accepting'] });
    await redis.config('SET', 'maxmemory', '100kb');
    expect((await examine({ redis: url })).find('redis writes')).toMatchObject({ status: 'failed', found: expect.stringContaining('OOM') });
  });

  it('finds a replica', async () => {
    const master = await startPrivateRedis({ settings: AT_ONCE });
    const replica = await startPrivateRedis({ settings: { replicaof: `127.0.0.1 ${master.port}` } });
    await eventually(async () => (await openTestRedis(replica.url).info('replication')).includes('master_link_status:up'));
    expect((await examine({ redis: replica.url })).find('redis writes')).toMatchObject({ status: 'failed', found: expect.stringContaining('replica') });
  });

  it('names the commands and keys that a user lacks, without doing anything with those it has', async () => {
    const { url } = await startPrivateRedis({ settings: { maxmemory: '512mb' } });
    const admin = openTestRedis(url);
    const as = async (...rules: string[]) => {
      const name = randomName();
      await admin.call('ACL', 'SETUSER', name, 'on', '>secret', ...rules);
      return { name, ...(await examine({ redis: url.replace('://', `://${name}:secret@`) })) };
    };
    const usual = ['~{mining-clicks}*', '+@all', '-@dangerous', '-@admin'];
    const withoutInfo = await as(...usual);
    const remedy = `ACL SETUSER ${withoutInfo.name} +info +config|get`;
    expect(withoutInfo.find('redis rights')).toMatchObject({ status: 'failed', found: expect.stringContaining('may not use INFO, CONFIG GET.'), remedy });
    expect(withoutInfo.find('redis version')).toMatchObject({ status: 'skipped', cause: 'rights' });
    const blind = await as(...usual, '+info');
    expect(blind.find('redis rights')).toMatchObject({ status: 'warning' });
    expect(blind.find('redis append-only-file')).toMatchObject({ status: 'failed', breaks: ['power-loss'] });
    const enough = await as(...usual, '+info', '+config|get');
    expect(enough).toMatchObject({ wrong: [], broken: [] });
    const other = await as('~{mining-clicks}:mining-clicks:*', '+@all');
    expect(other.find('redis rights')).toMatchObject({ status: 'failed', remedy: expect.stringContaining('~{mining-clicks}*') });
    const reader = await as('%R~*', '+@all');
    expect(reader.find('redis rights')).toMatchObject({ status: 'failed', found: expect.stringContaining('may not read and write') });
    const withoutScripts = await as('~*', '+@all', '-@scripting', '-xadd');
    expect(withoutScripts.find('redis rights')).toMatchObject({ found: expect.stringContaining('EVAL, EVALSHA, XADD') });
    const withoutMulti = await as('~*', '+@all', '-multi');
    expect(withoutMulti.find('redis rights')).toMatchObject({ status: 'unknown' });
    expect(await admin.dbsize()).toBe(0);
  });

  it('asks for the rights that API and worker need: with them alone both run, and nothing is refused', async () => {
    const { url } = await startPrivateRedis();
    const admin = openTestRedis(url);
    const bench = createProcessBench();
    await admin.call('ACL', 'SETUSER', 'app', 'on', '>secret', 'resetchannels', `~${bench.prefix}:*`, '-@all', ...USED_COMMANDS.map((name) => `+${name}`));
    const settings = { REDIS_URL: url.replace('://', '://app:secret@') };
    const api = await bench.start('api', settings);
    await bench.start('worker', settings);
    const keysOfClicks = Array.from({ length: 20 }, () => `key-${randomName()}`);
    // As a client does, which a Redis that is late for a moment has answered 503.
    for (const key of keysOfClicks) await eventually(async () => [200, 202].includes((await postTo(api, key)).status));
    const keys = createRedisKeys(bench.prefix);
    await eventually(async () => (await admin.hget(keys.totals, 'finished')) === '20');
    expect(await bench.clicks.countDocuments()).toBe(20);
    await expect.poll(async () => (await fetch(`${api.url}/readyz`)).status).toBe(200);
    expect(await admin.call('ACL', 'LOG')).toEqual([]);
  });

  it('is what a process names that may not ask Redis what it promises', async () => {
    const { url } = await startPrivateRedis();
    await openTestRedis(url).call('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-info');
    const env = { REDIS_URL: url.replace('://', '://app:secret@'), MINING_TOKEN_SECRET: 'a'.repeat(32), MINING_API_PORT: '0' };
    const { code, stderr } = await runCommand(['api'], { cwd: await makeTemporaryFolder('doctor'), env });
    expect(stderr).toContain('mining-clicks: Redis refuses this user the command INFO; "mining-clicks doctor" says which rights it lacks.');
    expect(code).toBe(1);
  });

  it('says in one sentence that it is away, or lets this user not in', async () => {
    const away = await examine({ redis: `redis://${await freeAddress()}` });
    expect(away).toMatchObject({ wrong: ['redis answers'], broken: ['accepting', 'crediting'] });
    expect(away.find('redis answers')).toMatchObject({ found: 'Redis does not answer (ECONNREFUSED): check REDIS_URL, and that Redis runs.' });
    const { url } = await startPrivateRedis();
    const wrong = await examine({ redis: url.replace('://', '://nobody:wrong@') });
    expect(wrong.find('redis answers')).toMatchObject({ found: expect.stringContaining('does not know this user or password') });
    await openTestRedis(url).config('SET', 'requirepass', 'secret');
    expect((await examine({ redis: url })).find('redis answers')).toMatchObject({ found: expect.stringContaining('asks for a password') });
  });

  it('looks once more where an answer was late', async () => {
    const { port } = await startPrivateRedis({ settings: { maxmemory: '512mb' } });
    const late = await startPrivateRedis();
    await late.kill('SIGSTOP');
    const ports = [late.port];
    const proxy = await openTcpProxy(() => ports.pop() ?? port);
    onTestFinished(proxy.close);
    expect(await examine({ redis: `redis://127.0.0.1:${proxy.port}` })).toMatchObject({ wrong: [], broken: [] });
  });

  it('does not wait for one that is frozen', async () => {
    const server = await startPrivateRedis();
    await server.kill('SIGSTOP');
    expect((await examine({ redis: server.url })).find('redis answers')).toMatchObject({ found: expect.stringContaining('no answer in time') });
  });
});

describe('the doctor at MongoDB', () => {
  it('finds a development server, a ledger that is new, a missing index, one that removes rows, and no trace of itself', async () => {
    // Of its own: in the one that tests share there are always transactions of others.
    const { url } = await startPrivateMongod();
    const { client, db } = openTestDatabase(url);
    const look = () => examine({ mongodb: url, database: db.databaseName });
    const fresh = await look();
    expect(fresh.find('mongodb indexes')).toMatchObject({ status: 'warning', remedy: 'Start a worker: it creates them.' });
    expect(fresh.broken).toEqual([]);
    expect(await db.listCollections().toArray()).toEqual([]);
    await ensureIndexes(db);
    expect((await look()).find('mongodb indexes')).toMatchObject({ status: 'ok' });
    await db.collection('clicks').dropIndex('acceptedAt_1');
    expect((await look()).find('mongodb indexes')).toMatchObject({ status: 'failed', breaks: ['crediting'], found: 'clicks has no index {"acceptedAt":1}.' });
    await db.collection('clicks').createIndex({ acceptedAt: 1 }, { expireAfterSeconds: 86_400 });
    expect((await look()).find('mongodb indexes')).toMatchObject({ status: 'failed', breaks: ['exactly-once', 'crediting'] });
    expect(await db.collection('accounts').countDocuments()).toBe(0);
    const { transactions } = (await client.db('admin').command({ serverStatus: 1 })) as { transactions: Record<string, number> };
    expect(transactions['currentOpen']).toBe(0);
  });

  it('finds that open transactions may live too long', async () => {
    const { url } = await startPrivateMongod();
    expect((await examine({ mongodb: url })).find('mongodb time-limit')).toMatchObject({ status: 'ok', found: 'Open transactions are ended after 5 s.' });
    await openTestDatabase(url).client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: 60 });
    const { find, broken } = await examine({ mongodb: url });
    expect(find('mongodb time-limit')).toMatchObject({ status: 'warning', found: expect.stringContaining('after 60 s') });
    expect(broken).toEqual([]);
  });

  it('finds a server on its own, however it is asked', async () => {
    const { url } = await startStandaloneMongod();
    const alone = await examine({ mongodb: url });
    expect(alone.wrong).toEqual(expect.arrayContaining(['mongodb replica-set', 'mongodb transactions', 'mongodb write-concern']));
    expect(alone.broken).toEqual(['process-kill', 'power-loss', 'exactly-once', 'crediting']);
    const asSet = await examine({ mongodb: `${url}?replicaSet=rs0` });
    expect(asSet.find('mongodb answers')).toMatchObject({ found: expect.stringContaining('is a server on its own, and MONGODB_URL asks for replica set rs0') });
  });

  it('finds a set of another name, and one without a primary', async () => {
    const { url } = await startPrivateMongod();
    const other = await examine({ mongodb: url.replace('rs0', 'rs1') });
    expect(other.find('mongodb answers')).toMatchObject({ found: expect.stringContaining('belongs to replica set rs0, and MONGODB_URL asks for rs1') });
    await addSilentMembers(url, 2);
    await openTestDatabase(`${url}&directConnection=true`).client.db('admin').command({ replSetStepDown: 60, force: true });
    expect((await examine({ mongodb: url })).find('mongodb answers')).toMatchObject({ found: expect.stringContaining('replica set rs0 has no primary') });
  });

  it('finds that no majority confirms writes, though there is a primary', async () => {
    const { url } = await startPrivateMongod();
    await addSilentMembers(url, 1);
    const { find, broken } = await examine({ mongodb: url });
    expect(find('mongodb write-concern')).toMatchObject({ status: 'failed', found: '1 of the 2 members that must confirm a write is up.' });
    expect(broken).toContain('exactly-once');
  });

  it('says in one sentence that it is away, or frozen', async () => {
    const server = await startPrivateMongod();
    await server.kill('SIGSTOP');
    const [away, frozen] = await Promise.all([examine({ mongodb: `mongodb://${await freeAddress()}/?replicaSet=rs0` }), examine({ mongodb: server.url })]);
    expect(away).toMatchObject({ wrong: ['mongodb answers'], broken: ['crediting'] });
    expect(away.find('mongodb answers')).toMatchObject({ found: expect.stringMatching(/^MongoDB does not answer \(.*ECONNREFUSED.*\): check MONGODB_URL, and that mongod runs\.$/) });
    expect(frozen.find('mongodb answers')).toMatchObject({ found: expect.stringContaining('does not answer') });
    const why = expect.stringContaining('(no answer in time)');
    expect(await lookAtMongodb(server.url, 'mining_clicks', 200)).toEqual({ kind: 'unreachable', why });
    expect((await examine({ mongodb: 'mongodb://' })).find('mongodb answers')).toMatchObject({ found: expect.stringContaining('MONGODB_URL is no address') });
  });
});

/** Adds members to a set of one that are not there, but count for its majority. */
async function addSilentMembers(url: string, count: number): Promise<void> {
  const client = new MongoClient(`${url}&directConnection=true`);
  onTestFinished(() => client.close());
  const admin = client.db('admin');
  const { config } = await admin.command({ replSetGetConfig: 1 });
  const ports = await takeFreePorts(count);
  const silent = ports.map((port, index): Document => ({ _id: index + 1, host: `127.0.0.1:${port}`, priority: 0 }));
  const members = [...(config as { members: Document[] }).members, ...silent];
  await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members, settings: { ...config.settings, electionTimeoutMillis: 60_000 } }, force: true });
}

describe('mining-clicks doctor', () => {
  // A database that no test with another Redis has an epoch in.
  const run = async (env: Record<string, string>, args: string[] = [], folder?: string) =>
    runCommand(['doctor', ...args], { cwd: folder ?? (await makeTemporaryFolder('doctor')), env: { MINING_MONGODB_DATABASE: randomName(), ...env } });

  it('prints what it found on lines of 80 characters and ends with 0 when every promise is kept', async () => {
    const { url } = await startPrivateRedis({ settings: { maxmemory: '512mb' } });
    const { code, stdout, stderr } = await run({ REDIS_URL: url, MONGODB_URL: inject('mongodbUrl') });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^All promises are kept/m);
    for (const { name } of CHECKS) expect(stdout).toContain(name);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(code).toBe(0);
  });

  it('ends with 1 when one is broken, and tells programs which and why', async () => {
    const { url } = await startPrivateRedis({ appendFsync: 'everysec' });
    const { code, stdout } = await run({ REDIS_URL: url, MONGODB_URL: inject('mongodbUrl') }, ['--json']);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report['promises']).toContainEqual(expect.objectContaining({ name: 'power-loss', verdict: 'broken', because: ['redis append-only-file'] }));
    expect(code).toBe(1);
    expect((await run({ REDIS_URL: url, MONGODB_URL: inject('mongodbUrl'), MINING_DURABILITY: 'fast' })).code).toBe(0);
  });

  it('ends with 1 when a store is away, hides passwords, and says so of both', async () => {
    const { code, stdout } = await run({ REDIS_URL: `redis://me:hidden@${await freeAddress()}`, MONGODB_URL: `mongodb://me:hidden@${await freeAddress()}/` });
    expect(stdout).toContain('Redis does not answer (ECONNREFUSED)');
    expect(stdout).toContain('MongoDB does not answer');
    expect(stdout).not.toContain('hidden');
    expect(code).toBe(1);
  });

  it('finds the stores of the running stack and its level, whatever the settings say', async () => {
    const { url: redisUrl } = await startPrivateRedis({ appendFsync: 'everysec' });
    const folder = await makeTemporaryFolder('doctor');
    const addresses = { api: '', worker: '', console: '', metrics: [], logs: '', queue: { name: 'mining-clicks', prefix: PREFIX }, rewardRules: { amount: 1, cooldownMs: 0, dailyCap: 0 }, pids: { api: process.pid } };
    writeStackFile(join(folder, 'var'), { ...addresses, redisUrl, mongodbUrl: inject('mongodbUrl'), mongodbDatabase: randomName(), durability: 'fast' });
    const { code, stdout } = await run({ REDIS_URL: 'redis://127.0.0.1:1' }, [], folder);
    expect(stdout).toMatch(/^The stack that runs in this folder/);
    expect(stdout).toContain('Promises at level fast');
    expect(code).toBe(0);
  });

  it('says which settings it cannot use', async () => {
    const { code, stderr } = await run({ MINING_DURABILITY: 'some' });
    expect(stderr).toContain('MINING_DURABILITY');
    expect(code).toBe(1);
  });
});
