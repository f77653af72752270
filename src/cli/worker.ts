import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { Command } from 'commander';
import type { Db } from 'mongodb';
import { NO_LIMITS } from '../admission/bucket-limits.js';
import { createRedisAdmission } from '../admission/redis-admission.js';
import { readWorkerSettings, rewardRulesOf, type WorkerSettings } from '../config/config.js';
import { createBaseApp } from '../http/app.js';
import { createConservationCheck } from '../ledger/conservation.js';
import { ensureIndexes } from '../ledger/indexes.js';
import { createMongoDeadLetters } from '../ledger/mongo-dead-letters.js';
import { createMongoPoster } from '../ledger/mongo-poster.js';
import { createMongoReader } from '../ledger/mongo-reader.js';
import { createRowCounter } from '../ledger/mongo-row-counter.js';
import { createTicketQueue } from '../queue/bullmq-queue.js';
import { createReaper } from '../queue/reaper.js';
import { createAcceptedMinutesReader } from '../queue/redis-accepted-minutes.js';
import { createRedisBatchStore } from '../queue/redis-batch-store.js';
import { createTicketAnnouncer } from '../queue/ticket-announcer.js';
import { createRedisKeys } from '../redis/redis-keys.js';
import { withConservationTelemetry } from '../telemetry/with-metrics/conservation.js';
import { observeRedisLatency } from '../telemetry/with-metrics/redis-latency.js';
import { withJobTelemetry, withLedgerMetrics } from '../telemetry/with-metrics/worker.js';
import { withIntakeTraces } from '../telemetry/with-traces/admission.js';
import { createWorkerTraces } from '../telemetry/with-traces/worker.js';
import { createClickWorker, type ClickWorker } from '../worker/click-worker.js';
import { createPace } from '../worker/pace.js';
import { createPostingLane, type PostingLane } from '../worker/posting-lane.js';
import { createJobProcessor } from '../worker/process-job.js';
import { createTicketProcessor } from '../worker/process-ticket.js';
import { createForeignClickIntake } from '../worker/take-in-foreign-click.js';
import { whyRedisFails } from './api.js';
import { createBackoff } from './backoff.js';
import { listen } from './listen.js';
import { openMongo } from './open-mongo.js';
import { runProcess, showDependencies, type OpenProcess } from './open-process.js';
import { openRedis } from './open-redis.js';
import { openMetricsAccess } from './open-token-verifier.js';
import { BATCH_AGE_MS, CONSERVATION_EVERY_MS, REAPER, TICKET_DELAY_MS } from './timing.js';
import { watch } from './watch.js';
import { watchDeadLetters } from './watch-dead-letters.js';

/** A whole transaction may take twice as long. */
const LEDGER_COMMAND_MS = 4000;
const REDIS_DEADLINE_MS = 5000;
/** Milliseconds that the jobs in hand may take when the worker stops; `up` waits for 4 s in all. */
const DRAIN_MS = 3000;

const backoffMs = createBackoff({ firstMs: 20, mostMs: 2000 });

/** `worker`: one process that credits clicks. */
export function createWorkerCommand(): Command {
  return new Command('worker').description('run a worker, configured by the environment').action(async () => {
    const settings = readWorkerSettings(process.env);
    await runProcess('worker', settings, async (running) => {
      const worker = await createWorker(settings, running);
      await listen(createWorkerApp(settings, running, worker), settings.MINING_LISTEN_HOST, settings.MINING_WORKER_PORT, running);
      await worker.start();
    });
  });
}

/** Wires the stages. Stopping goes backwards: no new jobs, those in hand posted or handed back, connections closed. */
async function createWorker(settings: WorkerSettings, running: OpenProcess<'worker'>) {
  const { lifecycle, logger, metrics, reportFault, tracing } = running;
  const traces = tracing && createWorkerTraces(tracing);
  const queue = await openQueue(settings, running);
  const ledger = openLedger(settings, running);
  const poster = withLedgerMetrics(traces?.withLedger(ledger.poster) ?? ledger.poster, metrics, logger);
  const pace = createPace(settings.MINING_WORKER_MAX_RATE, () => performance.now());
  const batches = traces?.withBatches(queue.batches) ?? queue.batches;
  const lane = createPostingLane(poster, batches, { maxClicks: settings.MINING_WORKER_TRANSACTION_CLICKS, backoffMs, pace });
  const processTicket = createTicketProcessor({ batches, lane, poster });
  const takeIn = createForeignClickIntake(withIntakeTraces(queue.intake, tracing));
  const processJob = createJobProcessor(traces?.withTickets(processTicket) ?? processTicket, takeIn);
  const worker = createClickWorker(queue.redis, withJobTelemetry(processJob, metrics, logger, tracing), {
    prefix: settings.MINING_REDIS_PREFIX,
    concurrency: settings.MINING_WORKER_CONCURRENCY,
    onFault: (fault) => reportFault('fetching jobs', fault),
  });
  lifecycle.onStop('worker', () => closeWithin(DRAIN_MS, worker, lane));
  const check = withConservationTelemetry(createConservationCheck(queue.readMinutes, ledger.countRows), metrics, logger);
  let isStarted = false;
  return {
    isLedgerAvailable: () => isStarted && lane.isLedgerAvailable(),
    /** Takes jobs, and checks that none gets lost, as soon as the ledger has its indexes. */
    start: async () => {
      isStarted = await ledger.prepare();
      if (!isStarted) return;
      worker.start();
      const onFault = (fault: unknown) => reportFault('comparing accepted clicks with the ledger', fault);
      watchDeadLetters(ledger.letters, running, settings.MINING_DEAD_LETTER_RETENTION_DAYS);
      lifecycle.onStop('conservation', watch(check, { everyMs: CONSERVATION_EVERY_MS, onFault }));
    },
  };
}

/** Lets the jobs in hand end; what is not posted in time is handed back to the queue. */
async function closeWithin(milliseconds: number, worker: ClickWorker, lane: PostingLane): Promise<void> {
  const timer = setTimeout(lane.stop, lane.isLedgerAvailable() ? milliseconds : 0);
  await worker.close();
  clearTimeout(timer);
}

async function openQueue(settings: WorkerSettings, { lifecycle, metrics, redis, reportFault }: OpenProcess<'worker'>) {
  const keys = createRedisKeys(settings.MINING_REDIS_PREFIX);
  const patient = await openRedis(settings.REDIS_URL, 'patient', (fault) => reportFault('Redis connection', fault));
  lifecycle.onStop('Redis of the queue', () => patient.disconnect());
  lifecycle.onStop('Redis latency of the queue', observeRedisLatency([patient], metrics));
  const { addTicket, close } = createTicketQueue(redis, keys.prefix, (fault) => reportFault('ticket queue', fault));
  lifecycle.onStop('ticket queue', close);
  const batches = createRedisBatchStore(redis, keys, {
    idempotencyTtlSeconds: settings.MINING_IDEMPOTENCY_TTL_SECONDS,
    ...REAPER,
  });
  const onFault = (fault: unknown) => reportFault('adding a ticket', fault);
  const reaper = createReaper(batches, addTicket, { ...REAPER, now: () => performance.now(), onFault });
  reaper.start();
  lifecycle.onStop('reaper', reaper.stop);
  const announcer = createTicketAnnouncer(addTicket, { delayMs: TICKET_DELAY_MS, onFault });
  lifecycle.onStop('tickets', announcer.flush);
  const intake = createRedisAdmission(redis, keys, announcer, {
    maxDepth: Number.MAX_SAFE_INTEGER,
    batchClicks: settings.MINING_BATCH_MAX_CLICKS,
    batchAgeMs: BATCH_AGE_MS,
    deadlineMs: REDIS_DEADLINE_MS,
    limits: NO_LIMITS,
  });
  return { redis: patient, batches, intake, readMinutes: createAcceptedMinutesReader(redis, keys) };
}

function openLedger(settings: WorkerSettings, running: OpenProcess<'worker'>) {
  const { lifecycle, reportFault } = running;
  const mongo = openMongo(settings.MONGODB_URL);
  lifecycle.onStop('MongoDB', () => mongo.close());
  const db = mongo.db(settings.MINING_MONGODB_DATABASE);
  showDependencies(running, createMongoReader(db, { commandMs: LEDGER_COMMAND_MS }).ping);
  const rules = rewardRulesOf(settings);
  const poster = createMongoPoster(mongo, db, { rules, commandMs: LEDGER_COMMAND_MS });
  lifecycle.onStop('ledger session', poster.close);
  const onFault = (fault: unknown) => reportFault('creating the indexes', fault);
  const countRows = createRowCounter(db, { commandMs: LEDGER_COMMAND_MS });
  const letters = createMongoDeadLetters(db, { commandMs: LEDGER_COMMAND_MS });
  return { poster, countRows, letters, prepare: () => ensureIndexesUntilDone(db, onFault, lifecycle.signal) };
}

/** Without its indexes the ledger is slow: the worker waits for MongoDB. False when it was stopped before. */
async function ensureIndexesUntilDone(db: Db, onFault: (fault: unknown) => void, signal: AbortSignal): Promise<boolean> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      await ensureIndexes(db);
      return true;
    } catch (fault) {
      onFault(fault);
      await setTimeoutPromise(backoffMs(tries));
    }
  }
  return false;
}

function createWorkerApp(
  settings: WorkerSettings,
  running: OpenProcess<'worker'>,
  { isLedgerAvailable }: { isLedgerAvailable: () => boolean },
) {
  const { http, lifecycle, metrics, redis, reportFault } = running;
  const app = createBaseApp({
    ...openMetricsAccess(settings, running),
    telemetry: http.plugin,
    render: metrics.render,
    health: {
      whyNotReady: async () =>
        isLedgerAvailable() ? whyRedisFails(() => redis.ping()) : 'MongoDB does not answer; the worker waits for it',
    },
    reportFault: (fault, request) => reportFault(request.url, fault),
  });
  lifecycle.onStop('HTTP', () => app.close());
  return app;
}
