import type { Cluster, Redis } from 'ioredis';
import { withDeadline } from '../redis/deadline.js';
import type { ReportFault } from '../telemetry/fault-reporter.js';
import { countWorkers, readClientNames } from './count-workers.js';
import { discoverQueues } from './discover-queues.js';
import type { FailureCodes } from './failure-codes.js';
import type { ExporterRead } from './label-values.js';
import type { QueueAddress } from './queue-address.js';
import { createQueueWatch, type QueueWatch, type QueueWatchOptions } from './queue-watch.js';
import { createReadPipelines, type ReadPipelines } from './read-pipelines.js';
import { explainRefusal } from './redis-refusals.js';
import { repeatInTurn } from './repeat-in-turn.js';
import { forgetQueue, showQueue, type ExporterMetrics } from './show-queues.js';

export type ExporterOptions = {
  readonly client: Redis | Cluster;
  readonly metrics: ExporterMetrics;
  readonly failureCodes: FailureCodes;
  /** Queues to watch; undefined: those that discovery finds. */
  readonly queues: readonly QueueAddress[] | undefined;
  readonly mostQueues: number;
  /** Milliseconds between two looks at finished jobs, two discoveries, two countings of workers. */
  readonly every: { readonly look: number; readonly discovery: number; readonly workers: number };
  readonly reportFault: ReportFault;
  readonly signal: AbortSignal;
};

/** Milliseconds that a read may take: a scraper waits longer, and a frozen Redis must not be waited for for ever. */
const SCRAPE_READ_MS = 1500;
const LOOK_MS = 5000;

export type Exporter = {
  /**
   * Finds the queues and looks at them for the first time; then goes on at its intervals.
   *
   * @throws when Redis cannot be read or refuses this user something.
   */
  start(): Promise<void>;
  /** Values of the label `queue`. */
  labels(): readonly string[];
  /** Why the last read failed. */
  whyNotReady(): Promise<string | undefined>;
};

type Parts = ExporterOptions & {
  readonly read: ReadPipelines;
  readonly clock: RedisClock;
  readonly watch: QueueWatch;
  readonly health: ReadHealth;
};

/** Reads queues for each scrape, and at intervals of its own what cannot be read in a scrape. Writes nothing to Redis. */
export function createExporter(options: ExporterOptions): Exporter {
  const { client, metrics, failureCodes, mostQueues, every, signal } = options;
  const read = withLatency(createReadPipelines(client), metrics);
  const clock = createRedisClock(client);
  const health = createReadHealth(options);
  const watch = createQueueWatch({ read, now: clock.now, failureCodes, mostQueues, onFinished: observeJobs(metrics) });
  const parts: Parts = { ...options, read, clock, watch, health };
  const look = () => lookAtFinished(parts);
  const discover = () => discoverAll(parts);
  const lookForWorkers = () => countAllWorkers(parts);
  return {
    async start() {
      await (options.queues ? watchThese(parts, options.queues) : discover());
      await look();
      health.noteRead();
      await lookForWorkers();
      metrics.beforeScrape('queue', () => readForScrape(parts));
      const onLookFault = (fault: unknown) => {
        health.noteFault('finished-jobs', fault);
        health.noteRead(fault);
      };
      repeatInTurn(look, every.look, { signal, onFault: onLookFault });
      repeatInTurn(lookForWorkers, every.workers, { signal, onFault: (fault) => health.noteFault('workers', fault) });
      if (options.queues) return;
      repeatInTurn(discover, every.discovery, { signal, onFault: (fault) => health.noteFault('discovery', fault) });
    },
    labels: () => watch.queues().map(({ label }) => label),
    whyNotReady: () => Promise.resolve(health.whyFailing()),
  };
}

async function readForScrape({ metrics, watch, clock, health, failureCodes }: Parts): Promise<void> {
  const start = performance.now();
  const queues = watch.queues();
  const reads = Promise.all([clock.synchronize(), watch.readAll()]);
  const readings = await withDeadline(reads, SCRAPE_READ_MS).then(([, all]) => all, (fault: Error) => fault);
  const faults = readings instanceof Error ? [readings] : readings.filter((reading) => reading instanceof Error);
  for (const fault of faults) health.noteFault('scrape', fault);
  const isFailing = readings instanceof Error || (faults.length > 0 && faults.length >= queues.length);
  health.noteRead(isFailing ? faults[0] : undefined);
  queues.forEach((queue, index) => {
    // Its series were ended while it was read.
    if (!watch.isWatched(queue)) return;
    const reading = readings instanceof Error ? readings : readings[index];
    showQueue(metrics, queue, reading instanceof Error ? undefined : reading, failureCodes.codes);
  });
  metrics.scrapeDuration.observe((performance.now() - start) / 1000);
}

async function lookAtFinished({ watch, clock, health }: Parts): Promise<void> {
  await withDeadline(clock.synchronize(), LOOK_MS);
  const faults = await withDeadline(watch.look(), LOOK_MS);
  const refusal = faults.find((fault) => explainRefusal(fault) !== undefined);
  if (refusal) throw refusal;
  for (const fault of faults) health.noteFault('finished-jobs', fault);
}

async function discoverAll(parts: Parts): Promise<void> {
  const { client, read, signal, metrics } = parts;
  const onPage = (durationMs: number) => metrics.redisLatency.observe(durationMs, { command: 'scan' });
  watchThese(parts, await discoverQueues(mastersOf(client), read, { signal, onPage }));
}

function watchThese({ watch, metrics, failureCodes }: Parts, addresses: readonly QueueAddress[]): void {
  const { dropped, leftOut } = watch.watch(addresses);
  for (const queue of dropped) forgetQueue(metrics, queue, failureCodes.codes);
  metrics.queues.set(watch.queues().length);
  metrics.queuesLeftOut.set(leftOut);
}

async function countAllWorkers({ client, watch, metrics }: Parts): Promise<void> {
  const start = performance.now();
  try {
    const lists = await withDeadline(Promise.all(mastersOf(client).map((node) => node.client('LIST'))), LOOK_MS);
    const names = lists.map((list) => readClientNames(String(list)));
    for (const queue of watch.queues()) queue.workers = countWorkers(queue.address, names);
    metrics.redisLatency.observe(performance.now() - start, { command: 'client' });
  } catch (fault) {
    for (const queue of watch.queues()) queue.workers = undefined;
    // A user without the right to list clients, or a service without the command, is a choice, not a fault.
    if (explainRefusal(fault) === undefined && !/unknown command/i.test(messageOf(fault))) throw fault;
  }
}

function observeJobs(metrics: ExporterMetrics): QueueWatchOptions['onFinished'] {
  return ({ label: queue }, outcome, { durationMs, waitMs }) => {
    if (durationMs !== undefined) metrics.jobDuration.observe(durationMs / 1000, { queue, outcome });
    if (waitMs !== undefined) metrics.jobWait.observe(waitMs / 1000, { queue });
  };
}

type ReadHealth = ReturnType<typeof createReadHealth>;

function createReadHealth({ metrics, reportFault }: Pick<ExporterOptions, 'metrics' | 'reportFault'>) {
  let whyFailing: string | undefined = 'Redis was not read yet';
  return {
    whyFailing: () => whyFailing,
    noteFault(kind: ExporterRead, fault: unknown): void {
      metrics.errors.add(1, { read: kind });
      reportFault(`reading Redis: ${kind}`, fault);
    },
    /** Tells how the last read went. */
    noteRead(fault?: unknown): void {
      metrics.redisUp.set(fault === undefined ? 1 : 0);
      whyFailing = fault === undefined ? undefined : (explainRefusal(fault) ?? `Redis cannot be read: ${messageOf(fault)}`);
    },
  };
}

type RedisClock = ReturnType<typeof createRedisClock>;

/** Redis' clock, which the times of jobs are compared with: as far as it was asked, else this machine's. */
function createRedisClock(client: Redis | Cluster) {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    async synchronize(): Promise<void> {
      const [seconds, microseconds] = await client.time();
      ahead = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000) - Date.now();
    },
  };
}

function withLatency(read: ReadPipelines, { redisLatency }: ExporterMetrics): ReadPipelines {
  return async (commands) => {
    if (commands.length === 0) return [];
    const start = performance.now();
    try {
      return await read(commands);
    } finally {
      redisLatency.observe(performance.now() - start, { command: 'pipeline' });
    }
  };
}

function mastersOf(client: Redis | Cluster): readonly Redis[] {
  return 'nodes' in client ? client.nodes('master') : [client];
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
