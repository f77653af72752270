import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createTicketQueue } from '../../src/queue/bullmq-queue.js';
import { ours } from '../contenders/contender.js';
import { createPipeline } from '../machine/pipeline.js';
import { sendLoad, sendLoadWhateverTheAnswers, type Stage } from '../phases/stage.js';
import { writeJson } from '../report/results-file.js';
import { createSettings, describeRun, type Ports, say, withStores, withSurroundings } from '../surroundings.js';
import { measurePages, readPage, readSample, type PageCost, type State } from './measure-pages.js';
import { readScrapeOptions, type ScrapeOptions } from './options.js';

/** The default of MINING_REDIS_PREFIX. */
const PREFIX = '{mining-clicks}';
const LOAD = { connections: 100, seconds: 0 };
const SETTLE_MS = 3000;
/** Clicks that are sent at once on the way to many; the backlog stays below it. */
const PORTION = 20_000;
const DRAINED_WITHIN_MS = 120_000;

/** What a scrape takes when nothing happens, with a backlog, and after a million clicks. */
export async function runScrapeBench(args: readonly string[], project: string): Promise<void> {
  const options = readScrapeOptions(args);
  await withSurroundings(project, (around) =>
    withStores(around, async (stores, ports) => {
      const settings = await createSettings(stores, ports, around, LOAD);
      const pipeline = createPipeline(ours('ours', project), settings.pipeline, around.signal);
      try {
        const states = await measureStates({ ...settings, pipeline }, ports, options);
        process.stdout.write(`\n${formatStates(states)}\n`);
        const path = join(project, 'bench', 'results', 'scrape.json');
        const facts = await describeRun(`bench:scrape -- ${args.join(' ')}`, project, stores);
        writeJson(path, { ...facts, options, unit: 'ms', states });
        say(`Written to ${path}`);
      } finally {
        await pipeline.stop();
      }
    }),
  );
}

async function measureStates(stage: Stage, ports: Ports, options: ScrapeOptions): Promise<State[]> {
  const { pipeline, signal } = stage;
  const measure = async (title: string): Promise<State> => {
    await pause(SETTLE_MS, undefined, { signal });
    say(`reading the pages: ${title}`);
    return measurePages(title, { ports, pids: pipeline.pids, scrapes: options.scrapes, signal });
  };
  await Promise.all([pipeline.startApi(), pipeline.startWorkers()]);
  const idle = await measure('idle');
  const backlog = await withPausedQueue(stage, async () => {
    await sendLoad(stage, { kind: 'counted', clicks: options.backlog });
    return measure('backlog');
  });
  if (backlog.depth !== options.backlog) throw new Error(`the backlog was ${backlog.depth} instead of ${options.backlog} clicks`);
  await finishClicks(stage, ports, options.finished);
  return [idle, backlog, await measure('many finished')];
}

/** The worker runs and answers, but takes no jobs. */
async function withPausedQueue<T>({ stores }: Stage, use: () => Promise<T>): Promise<T> {
  const redis = new Redis(stores.redisUrl, { maxRetriesPerRequest: null });
  const { queue, close } = createTicketQueue(redis, PREFIX, () => undefined);
  try {
    await queue.pause();
    const result = await use();
    await queue.resume();
    return result;
  } finally {
    await close();
    redis.disconnect();
  }
}

/** Sends clicks, portion by portion, until so many are finished. In some minutes of full load a few may be refused: it is the number that counts. */
async function finishClicks(stage: Stage, ports: Ports, clicks: number): Promise<void> {
  const mostPortions = 2 * Math.ceil(clicks / PORTION);
  for (let portion = 0; portion < mostPortions; portion += 1) {
    await untilDrained(ports.api, stage.signal);
    const finished = readSample(await readPage(ports.worker, stage.signal), 'mining_worker_processed_total');
    say(`${finished} of ${clicks} clicks are finished`);
    if (finished >= clicks) return;
    await sendLoadWhateverTheAnswers(stage, { kind: 'counted', clicks: Math.min(PORTION, clicks - finished) });
  }
  throw new Error('too many clicks were refused');
}

async function untilDrained(port: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + DRAINED_WITHIN_MS;
  while (readSample(await readPage(port, signal), 'mining_click_queue_depth') > 0) {
    if (performance.now() > deadline) throw new Error('the clicks were not finished in time');
    await pause(200, undefined, { signal });
  }
}

function formatStates(states: readonly State[]): string {
  const cells = (cost: PageCost): string[] => [cost.median, cost.p95, cost.most, cost.cpu].map((value) => value?.toFixed(1) ?? '');
  const rows = states.flatMap(({ state, depth, processed, api, worker }) => [
    [state, 'api', String(depth), String(processed), ...cells(api), String(api.series)],
    [state, 'worker', String(depth), String(processed), ...cells(worker), String(worker.series)],
  ]);
  const header = ['state', 'page of', 'depth', 'processed', 'median ms', 'p95 ms', 'most ms', 'CPU ms', 'series'];
  const widths = header.map((title, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? title.length)));
  return [header, ...rows].map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n');
}
