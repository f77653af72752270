import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { command, ours } from '../contenders/contender.js';
import { createPipeline } from '../machine/pipeline.js';
import { sendLoadWhateverTheAnswers, type Stage } from '../phases/stage.js';
import { writeJson } from '../report/results-file.js';
import { createSettings, describeRun, type Ports, say, type Surroundings, withStores, withSurroundings } from '../surroundings.js';
import { summarizeSamples } from './figures.js';
import { readLoadSummary, type LoadSummary } from './load-summary.js';
import { readOverloadOptions, type OverloadOptions } from './options.js';
import { formatQueueRun, formatSaturatedRun } from './report.js';
import { watchSystem, type SystemWatch } from './watch-system.js';

/** The buckets as they are by default: each of these users and addresses stays far below its own. */
const USERS = 2000;
const DEFAULT_LIMITS = {
  MINING_LIMIT_GLOBAL_RATE: '12000',
  MINING_LIMIT_GLOBAL_BURST: '24000',
  MINING_LIMIT_USER_RATE: '5',
  MINING_LIMIT_USER_BURST: '10',
  MINING_LIMIT_IP_RATE: '20',
  MINING_LIMIT_IP_BURST: '40',
};
/** So short that Redis forgets keys as fast as it learns them: what grows then is not the records of credited clicks. */
const IDEMPOTENCY_TTL_SECONDS = '5';
const NORMAL_WITHIN_MS = 60_000;
const WARM_UP_SECONDS = 5;

/**
 * More clicks than workers credit, so that the queue is full and nearly all are refused: once at a rate that the HTTP process
 * can answer, by the open-loop load, and once as many as it can answer at all.
 */
export async function runOverloadBench(args: readonly string[], project: string): Promise<void> {
  const options = readOverloadOptions(args);
  await withSurroundings(project, (around) =>
    withStores(around, async (stores, ports) => {
      const settings = await createSettings(stores, ports, around, { connections: options.connections, seconds: options.seconds });
      const run = async <T>(limits: Readonly<Record<string, string>>, measure: (stage: Stage) => Promise<T>): Promise<T> => {
        await stores.clear();
        const pipeline = createPipeline({ ...ours('ours', project), environment: { ...environmentOf(options), ...limits } }, settings.pipeline, around.signal);
        try {
          await Promise.all([pipeline.startApi(), pipeline.startWorkers()]);
          return await measure({ ...settings, pipeline });
        } finally {
          await pipeline.stop();
        }
      };
      const queue = await run(DEFAULT_LIMITS, (stage) => overloadQueue(stage, { options, ports, around, secret: settings.pipeline.tokenSecret }));
      process.stdout.write(`\n${formatQueueRun(queue, options)}\n`);
      const saturated = await run({}, (stage) => saturateHttp(stage, options));
      process.stdout.write(`\n${formatSaturatedRun(saturated)}\n`);
      const facts = await describeRun(`bench:overload -- ${args.join(' ')}`, project, stores);
      writeJson(join(project, 'bench', 'results', 'overload.json'), { ...facts, options, queue, saturated });
    }),
  );
}

function environmentOf({ cap, workerRate }: OverloadOptions): Record<string, string> {
  return {
    MINING_QUEUE_MAX_DEPTH: String(cap),
    MINING_WORKER_MAX_RATE: String(workerRate),
    MINING_IDEMPOTENCY_TTL_SECONDS: IDEMPOTENCY_TTL_SECONDS,
  };
}

type Run = { readonly options: OverloadOptions; readonly ports: Ports; readonly around: Surroundings; readonly secret: string };

async function overloadQueue(stage: Stage, run: Run) {
  await warmUp(stage, run);
  const watch = watchSystem(stage);
  say(`offering ${run.options.rate} clicks/s for ${run.options.seconds} s`);
  const { load, journal } = await sendOpenLoop(run, run.options.seconds);
  const normalAfterSeconds = await untilNormal(watch, stage);
  const samples = await watch.stop();
  const audit = await runCommand(run, ['audit', '--journal', journal, '--wait', '30s'], stage);
  return { load, system: summarizeSamples(samples.filter(({ at }) => at <= run.options.seconds)), normalAfterSeconds, audit: audit.trim(), samples };
}
export type QueueRun = Awaited<ReturnType<typeof overloadQueue>>;

/** What a process does for the first time, it does slowly: an overload meets processes that have worked for a while. */
async function warmUp(stage: Stage, run: Run): Promise<void> {
  say(`warming up for ${WARM_UP_SECONDS} s`);
  await sendOpenLoop(run, WARM_UP_SECONDS);
  const watch = watchSystem(stage);
  await untilNormal(watch, stage);
  await watch.stop();
}

async function sendOpenLoop(run: Run, seconds: number): Promise<{ load: LoadSummary; journal: string }> {
  const { rate } = run.options;
  const journal = join(run.around.folder, 'journal.ndjson');
  const args = ['load', '--rate', String(rate), '--duration', `${seconds}s`, '--users', String(USERS), '--journal', journal];
  const url = `http://127.0.0.1:${run.ports.api}`;
  return { load: readLoadSummary(await runCommand(run, [...args, '--url', url])), journal };
}

/** Runs a command of the product as its users do; gives its standard output. */
async function runCommand({ around, secret }: Run, args: readonly string[], stage?: Stage): Promise<string> {
  const stores = stage && { REDIS_URL: stage.stores.redisUrl, MONGODB_URL: stage.stores.mongodbUrl, MINING_MONGODB_DATABASE: stage.stores.database };
  const env = { PATH: process.env['PATH'], MINING_TOKEN_SECRET: secret, ...stores };
  const child = spawn(process.execPath, [command(around.project), ...args], { cwd: around.folder, env, signal: around.signal, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  await once(child, 'close');
  return output;
}

/** Seconds until the queue is empty again. */
async function untilNormal(watch: SystemWatch, { signal }: Stage): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < NORMAL_WITHIN_MS) {
    if ((await watch.read()).depth === 0) break;
    await pause(50, undefined, { signal });
  }
  return (performance.now() - startedAt) / 1000;
}

/** As many requests as are answered: the limits are never reached, since all come from one address. */
async function saturateHttp(stage: Stage, { seconds }: OverloadOptions) {
  const watch = watchSystem(stage);
  say(`as many clicks as ${stage.connections} connections get answered, for ${seconds} s`);
  const { result } = await sendLoadWhateverTheAnswers(stage, { kind: 'closed', warmUpMs: stage.warmUpMs, measureMs: seconds * 1000 });
  const normalAfterSeconds = await untilNormal(watch, stage);
  const samples = await watch.stop();
  return { load: result, system: summarizeSamples(samples.filter(({ at }) => at <= seconds)), normalAfterSeconds, samples };
}
export type SaturatedRun = Awaited<ReturnType<typeof saturateHttp>>;
