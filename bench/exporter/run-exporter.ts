import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { startServer } from '../../src/embedded/server.js';
import { chooseFreePorts } from '../../src/embedded/ports.js';
import { command } from '../contenders/contender.js';
import { writeJson } from '../report/results-file.js';
import { readPage } from '../scrape/measure-pages.js';
import { quantile } from '../statistics.js';
import { describeRun, say, type Surroundings, withStores, withSurroundings } from '../surroundings.js';

const QUEUES = 20;
const WAITING_JOBS = 500;
const FAILED_JOBS = 10_000;
const FOREIGN_KEYS = 1_000_000;
const PORTION = 10_000;
const SCRAPES = 500;
const BETWEEN_MS = 20;
/** Milliseconds in which the exporter reads the failed jobs one by one, and looks for queues among all keys. */
const SETTLE_MS = 10_000;

/** What a scrape of the exporter takes with many keys of others, many failed jobs and many queues. */
export async function runExporterBench(args: readonly string[], project: string): Promise<void> {
  await withSurroundings(project, (around) =>
    withStores(around, async (stores) => {
      await fillRedis(stores.redisUrl);
      const figures = await measureScrapes(stores.redisUrl, project, around);
      say(`scrape: median ${figures.median.toFixed(1)} ms, p99 ${figures.p99.toFixed(1)} ms, most ${figures.most.toFixed(1)} ms; ${figures.series} series`);
      const facts = await describeRun(`bench:exporter -- ${args.join(' ')}`, project, stores);
      const state = { queues: QUEUES, waitingJobs: WAITING_JOBS, failedJobs: FAILED_JOBS, foreignKeys: FOREIGN_KEYS, scrapes: SCRAPES };
      writeJson(join(project, 'bench', 'results', 'exporter.json'), { ...facts, state, unit: 'ms', figures });
    }),
  );
}

async function fillRedis(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  try {
    say(`writing ${FOREIGN_KEYS} keys of others`);
    for (let from = 0; from < FOREIGN_KEYS; from += PORTION) {
      await redis.mset(Array.from({ length: PORTION }, (_, index) => [`session:${from + index}`, 'x']).flat());
    }
    say(`adding jobs to ${QUEUES} queues, and failing ${FAILED_JOBS}`);
    for (let index = 0; index < QUEUES; index += 1) await addJobs(redis, `queue-${index}`, WAITING_JOBS);
    await failJobs(redis, 'queue-0', FAILED_JOBS);
  } finally {
    redis.disconnect();
  }
}

async function addJobs(redis: Redis, name: string, count: number): Promise<void> {
  const queue = new Queue(name, { connection: redis });
  await queue.addBulk(Array.from({ length: count }, (_, n) => ({ name: 'job', data: { n } })));
  await queue.close();
}

async function failJobs(redis: Redis, name: string, count: number): Promise<void> {
  await addJobs(redis, name, count);
  const fail = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:5432'));
  const connection = redis.duplicate();
  const worker = new Worker(name, fail, { connection, concurrency: 100 });
  while ((await redis.zcard(`bull:${name}:failed`)) < count) await pause(50);
  await worker.close();
  connection.disconnect();
}

async function measureScrapes(redisUrl: string, project: string, { folder, signal }: Surroundings) {
  const [port = 0] = await chooseFreePorts(1);
  const exporter = await startServer(
    {
      name: 'exporter',
      command: process.execPath,
      args: [command(project), 'exporter', '--redis-url', redisUrl, '--discover', '--port', String(port)],
      logFile: join(folder, 'exporter.out'),
      stopWithinMs: 5000,
      startWithinMs: 60_000,
      probe: async (probeSignal) => void (await readPage(port, probeSignal)),
    },
    signal,
  );
  try {
    await pause(SETTLE_MS, undefined, { signal });
    const times: number[] = [];
    let page = '';
    for (let scrape = 0; scrape < SCRAPES; scrape += 1) {
      const start = performance.now();
      page = await readPage(port, signal);
      times.push(performance.now() - start);
      await pause(BETWEEN_MS, undefined, { signal });
    }
    const queues = [...page.matchAll(/^mining_click_queue_depth\{/gm)].length;
    if (queues !== QUEUES) throw new Error(`the exporter shows ${queues} of ${QUEUES} queues`);
    const series = page.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
    return { median: quantile(times, 0.5), p99: quantile(times, 0.99), most: Math.max(...times), series };
  } finally {
    await exporter.stop();
  }
}
