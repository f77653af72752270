import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { alertmanager } from '../../src/embedded/alertmanager.js';
import { mongod, mongodUrl } from '../../src/embedded/mongod.js';
import { requireFreePort } from '../../src/embedded/ports.js';
import { isRunning } from '../../src/embedded/processes.js';
import { prometheus } from '../../src/embedded/prometheus.js';
import { copyPrometheusFiles } from '../../src/embedded/prometheus-files.js';
import { redisServer, redisUrl } from '../../src/embedded/redis-server.js';
import { startServer, type ServerSpec } from '../../src/embedded/server.js';
import { StartFault } from '../../src/embedded/start-fault.js';
import { supervise } from '../../src/embedded/supervisor.js';
import { takeFreePorts } from '../support/free-ports.js';
import { makeTemporaryFolder, startPrivateMongod, startPrivateRedis } from '../support/servers.js';

const GENERATED = fileURLToPath(new URL('../../observability/generated', import.meta.url));

async function newPlace(name: string) {
  const folder = await makeTemporaryFolder(name);
  const [port = 0] = await takeFreePorts(1);
  return { folder, port, dataFolder: join(folder, 'data'), logFile: join(folder, 'log'), configFile: join(folder, 'config') };
}

async function newRedisSpec(port?: number): Promise<ServerSpec & { port: number }> {
  const place = await newPlace('redis');
  const chosen = port ?? place.port;
  const binary = inject('programs')['redis-server'];
  return { ...redisServer({ ...place, port: chosen, binary, appendFsync: 'always' }), port: chosen };
}

function connectRedis(url: string): Redis {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  return redis;
}

async function connectMongo(url: string): Promise<MongoClient> {
  const client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 5_000 });
  onTestFinished(() => client.close());
  return client;
}

/** Supervises a server for the present test and writes down what happens to it. */
async function superviseHere(spec: ServerSpec) {
  const pids: number[] = [];
  const faults: string[] = [];
  const events = { onRunning: (pid: number) => void pids.push(pid), onDown: (why: string) => void faults.push(why) };
  const supervisor = await supervise(spec, events, new AbortController().signal);
  onTestFinished(() => supervisor.stop());
  return { supervisor, pids, faults };
}

describe('redis-server', () => {
  it('keeps every write and never evicts', async () => {
    const redis = connectRedis((await startPrivateRedis()).url);
    expect(await redis.config('GET', 'append*')).toEqual(expect.arrayContaining(['appendonly', 'yes', 'appendfsync', 'always']));
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  });

  it('is started again on its own data and port when it dies', async () => {
    const spec = await newRedisSpec();
    const { pids, faults } = await superviseHere(spec);
    const redis = connectRedis(redisUrl(spec.port));
    await redis.set('kept', 'yes');
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await vi.waitUntil(() => pids.length === 2, 50_000);
    expect(await redis.get('kept')).toBe('yes');
    expect(pids[1]).not.toBe(pids[0]);
    expect(faults[0]).toMatch(/^killed by SIGKILL: /);
  });

  it('says in one sentence why it cannot start', async () => {
    const spec = await newRedisSpec();
    const fault = await startServer({ ...spec, args: [...spec.args, '--appendfsync', 'perhaps'] }).catch((error) => error);
    expect(fault).toBeInstanceOf(StartFault);
    expect(fault.message).toMatch(/^redis ended at its start \(exit code 1\): .*must be one of/);
  });

  it('is not started on a port where somebody else would answer for it', async () => {
    const { port, pid } = await startPrivateRedis();
    const fault = await startServer(await newRedisSpec(port)).catch((error) => error);
    expect(fault.message).toMatch(new RegExp(`^Port ${port} for redis is taken by pid ${pid} \\(.*redis-server`));
  });
});

describe('mongod', () => {
  it('commits transactions, which live five seconds at most', async () => {
    const client = await connectMongo((await startPrivateMongod()).url);
    await client.withSession((session) =>
      session.withTransaction(() => client.db('test').collection('clicks').insertOne({ credited: 1 }, { session })),
    );
    expect(await client.db('test').collection('clicks').countDocuments()).toBe(1);
    const parameter = await client.db('admin').command({ getParameter: 1, transactionLifetimeLimitSeconds: 1 });
    expect(parameter['transactionLifetimeLimitSeconds']).toBe(5);
  });

  it('is started again on its own data and port when it dies', async () => {
    const place = await newPlace('mongod');
    const { pids } = await superviseHere(mongod({ ...place, binary: inject('programs').mongod }));
    const client = await connectMongo(mongodUrl(place.port));
    await client.db('test').collection('clicks').insertOne({ credited: 1 }, { writeConcern: { w: 'majority', journal: true } });
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await vi.waitUntil(() => pids.length === 2, 50_000);
    expect(await client.db('test').collection('clicks').countDocuments()).toBe(1);
  });

  it('finds its data under another port', async () => {
    const place = await newPlace('mongod');
    const [otherPort = 0] = await takeFreePorts(1);
    const start = (port: number) => startServer(mongod({ ...place, port, binary: inject('programs').mongod }));
    const first = await start(place.port);
    const client = await connectMongo(mongodUrl(place.port));
    await client.db('test').collection('clicks').insertOne({ credited: 1 });
    await first.stop();
    const second = await start(otherPort);
    onTestFinished(() => second.stop());
    const moved = await connectMongo(mongodUrl(otherPort));
    expect(await moved.db('test').collection('clicks').countDocuments()).toBe(1);
  });
});

describe('prometheus and alertmanager', () => {
  it('run on the generated files, know each other, and scrape by the files of targets', async () => {
    const [alerts, metrics] = [await newPlace('alertmanager'), await newPlace('prometheus')];
    const source = join(GENERATED, 'alertmanager/alertmanager.yml');
    const receiver = await startServer(alertmanager({ ...alerts, binary: inject('programs').alertmanager, source }));
    onTestFinished(() => receiver.stop());
    expect(readFileSync(alerts.configFile)).toEqual(readFileSync(source));
    const targets = {
      'mining-click-api': '127.0.0.1:9',
      'mining-click-worker': '127.0.0.1:19',
      prometheus: `127.0.0.1:${metrics.port}`,
      alertmanager: `127.0.0.1:${alerts.port}`,
    };
    const configFolder = join(metrics.folder, 'prometheus');
    const configure = (folder: string) => copyPrometheusFiles(join(GENERATED, 'prometheus'), folder, targets);
    const server = await startServer(prometheus({ ...metrics, configFolder, configure, binary: inject('programs').prometheus }));
    onTestFinished(() => server.stop());
    const ask = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${metrics.port}/api/v1/${path}`);
      return ((await answer.json()) as { data: Record<string, Record<string, unknown>[]> }).data;
    };
    await expect.poll(async () => (await ask('alertmanagers'))['activeAlertmanagers'], { timeout: 50_000 }).toHaveLength(1);
    const scraped = async () => (await ask('targets'))['activeTargets']?.map(({ scrapePool, scrapeUrl }) => [scrapePool, scrapeUrl]);
    const expected = Object.entries(targets).map(([job, address]) => {
      return [job, `http://${address}${job.startsWith('mining-') ? '/api/metrics' : '/metrics'}`];
    });
    await expect.poll(scraped, { timeout: 50_000 }).toEqual(expect.arrayContaining(expected));
    const healths = async () => (await ask('targets'))['activeTargets']?.filter(({ health }) => health === 'up').length;
    await expect.poll(healths, { timeout: 50_000 }).toBe(2);
    expect((await ask('rules'))['groups']?.length).toBeGreaterThan(0);
  });
});

describe('a server process', () => {
  const shell = async (script: string): Promise<ServerSpec> => ({
    name: 'shell',
    command: '/bin/sh',
    args: ['-c', script],
    logFile: (await newPlace('shell')).logFile,
    stopWithinMs: 200,
    startWithinMs: 10_000,
    probe: () => Promise.resolve(),
  });

  it('is killed when it does not obey SIGTERM', async () => {
    const spec = await shell('trap "" TERM; echo deaf; while :; do sleep 1; done');
    // Not before it is deaf to the signal.
    const probe = async () => expect(await readFile(spec.logFile, 'utf8')).toContain('deaf');
    const server = await startServer({ ...spec, probe });
    await server.stop();
    expect(await server.exited).toMatchObject({ how: 'killed by SIGKILL', disobeyed: true });
  });

  it('takes along what it has forked when it dies', async () => {
    const { logFile, ...rest } = await shell('sleep 1000 & echo $!; wait');
    const server = await startServer({ ...rest, logFile });
    const forked = await vi.waitUntil(() => Number(readFileSync(logFile, 'utf8')), 20_000);
    expect(isRunning(forked)).toBe(true);
    server.kill('SIGKILL');
    await vi.waitUntil(() => !isRunning(forked), 20_000);
  });

  it('is not started again once it was told to stop', async () => {
    const { supervisor, pids, faults } = await superviseHere(await shell('sleep 1000'));
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await vi.waitUntil(() => faults.length === 1, 20_000);
    await supervisor.stop();
    expect(pids).toHaveLength(1);
  });

  it('is tried again and again, and says why it does not come back', async () => {
    const file = join(await makeTemporaryFolder('flag'), 'broken');
    const { pids, faults } = await superviseHere(await shell(`[ -e ${file} ] && echo it is broken && exit 3; sleep 1000`));
    writeFileSync(file, '');
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await vi.waitUntil(() => faults.some((fault) => fault.includes('exit code 3')), 20_000);
    expect(faults.at(-1)).toContain('it is broken');
    rmSync(file);
    await vi.waitUntil(() => pids.length >= 2 && isRunning(pids.at(-1) ?? 0), 30_000);
  });

  it('that cannot be found is a start fault', async () => {
    const spec = await shell('');
    await expect(startServer({ ...spec, command: '/nowhere/redis-server' })).rejects.toThrow(StartFault);
  });
});

describe('a port', () => {
  it('that is taken is refused with the name of who has it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const wanted = { port, host: '127.0.0.1', setting: 'MINING_API_PORT' };
    await expect(requireFreePort('the API', wanted)).rejects.toThrow(
      new RegExp(`^Port ${port} for the API is taken by pid ${process.pid} \\(.*node.*\\): stop it or set .*MINING_API_PORT`),
    );
  });
});
