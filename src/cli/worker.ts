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
import type { ExpectedMemory } from '../queue/click-queue.js';
import { createReaper } from '../queue/reaper.js';
import { createAcceptedMinutesReader } from '../queue/redis-accepted-minutes.js';
import { createRedisBatchStore } from '../queue/redis-batch-store.js';
import { createTakeableJobCounter } from '../queue/redis-takeable-jobs.js';
import { createTicketAnnouncer } from '../queue/ticket-announcer.js';
import { createRedisKeys } from '../redis/redis-keys.js';
import { withConservationTelemetry } from '../telemetry/with-metrics/conservation.js';
import { observeRedisLatency } from '../telemetry/with-metrics/redis-latency.js';
import { createOutageReporter, OUTAGE_SENTENCES, withFetchTelemetry } from '../telemetry/with-metrics/worker-state.js';
import { withJobTelemetry, withLedgerMetrics } from '../telemetry/with-metrics/worker.js';
import { withIntakeTraces } from '../telemetry/with-traces/admission.js';
import { createWorkerTraces } from '../telemetry/with-traces/worker.js';
import { createClickWorker, type ClickWorker } from '../worker/click-worker.js';
import { createFetchWatch } from '../worker/fetch-watch.js';
import { createLedgerOutage } from '../worker/outage.js';
import { createPace } from '../worker/pace.js';
import { createPostingLane, type PostingLane } from '../worker/posting-lane.js';
import { createJobProcessor } from '../worker/process-job.js';
import { createTicketProcessor } from '../worker/process-ticket.js';
import { createForeignClickIntake } from '../worker/take-in-foreign-click.js';
import { whyRedisFails } from './api.js';
import { createBackoff } from './backoff.js';
import { listen } from './listen.js';
import { openLastingMongo } from './open-mongo.js';
import { inCommon, runProcess, showDependencies, type OpenProcess } from './open-process.js';
import { openRedis } from './open-redis.js';
import { openMetricsAccess } from './open-token-verifier.js';
import { BATCH_AGE_MS, CONSERVATION_EVERY_MS, FETCH_LOOK_EVERY_MS, OUTAGE, REAPER, TICKET_DELAY_MS } from './timing.js';
import { watch } from './watch.js';
import { watchDeadLetters } from './watch-dead-letters.js';
import { watchEpoch } from './watch-epoch.js';

/** A whole transaction may take twice as long. */
const LEDGER_COMMAND_MS = 4000;
const REDIS_DEADLINE_MS = 5000;
/** Milliseconds that the jobs in hand may take when the worker stops; `up` waits for 4 s at least. */
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
  const ledger = openLedger(settings, running);
  const queue = await openQueue(settings, running, ledger.expectedMemory);
  const reportOutage = createOutageReporter(metrics, logger);
  const outage = createLedgerOutage({
    ping: ledger.ping,
    pauseMs: createBackoff(OUTAGE),
    trialMs: OUTAGE.trialMs,
    onChange: (reason) => {
      if (reason === undefined) worker.resume();
      else worker.pause();
      reportOutage(reason);
    },
  });
  lifecycle.onStop('outage mode', outage.stop);
  const poster = outage.guard(withLedgerMetrics(traces?.withLedger(ledger.poster) ?? ledger.poster, metrics, logger));
  const pace = createPace(settings.MINING_WORKER_MAX_RATE, () => performance.now());
  metrics.workerMaxRate.set(settings.MINING_WORKER_MAX_RATE);
  const batches = traces?.withBatches(queue.batches) ?? queue.batches;
  const lane = createPostingLane(poster, batches, { maxClicks: settings.MINING_WORKER_TRANSACTION_CLICKS, backoffMs, pace });
  const processTicket = createTicketProcessor({ batches, lane, poster });
  const takeIn = createForeignClickIntake(withIntakeTraces(queue.intake, tracing));
  const processJob = createJobProcessor(traces?.withTickets(processTicket) ?? processTicket, takeIn);
  const bareWorker = createClickWorker(queue.connect, withJobTelemetry(processJob, metrics, logger, tracing), {
    prefix: settings.MINING_REDIS_PREFIX,
    concurrency: settings.MINING_WORKER_CONCURRENCY,
    onFault: (fault) => reportFault('fetching jobs', fault),
  });
  const worker = withFetchTelemetry(bareWorker, metrics, logger);
  lifecycle.onStop('worker', () => closeWithin(DRAIN_MS, worker, lane));
  const fetchWatch = createFetchWatch(worker, { countTakeable: queue.countTakeable, onGivenUp: () => endParked(running) });
  const check = withConservationTelemetry(createConservationCheck(queue.readMinutes, ledger.countRows), metrics, logger);
  let isStarted = false;
  return {
    /** Why it can do nothing for want of the ledger. */
    whyNotPosting: () => {
      const reason = outage.reason();
      if (reason !== undefined) return OUTAGE_SENTENCES[reason];
      return isStarted && lane.isLedgerAvailable() ? undefined : 'MongoDB does not answer; the worker waits for it';
    },
    whyNotAlive: () => (fetchWatch.isParked() ? 'jobs wait and the worker takes none' : undefined),
    /** Takes jobs, and checks that none gets lost, as soon as the ledger has its indexes. */
    start: async () => {
      isStarted = await ledger.prepare();
      if (!isStarted) return;
      await ledger.looked;
      await worker.start();
      const onLookFault = (fault: unknown) => reportFault('looking whether jobs are fetched', fault);
      lifecycle.onStop('fetch watch', watch(fetchWatch.look, { everyMs: FETCH_LOOK_EVERY_MS, onFault: onLookFault }));
      watchDeadLetters(ledger.letters, running, settings.MINING_DEAD_LETTER_RETENTION_DAYS);
      const onCheckFault = (fault: unknown) => reportFault('comparing accepted clicks with the ledger', fault);
      lifecycle.onStop('conservation', watch(check, { everyMs: CONSERVATION_EVERY_MS, onFault: onCheckFault }));
    },
  };
}

/** Nothing in this process could mend it: whoever started it starts it again. */
function endParked({ lifecycle, logger }: OpenProcess<'worker'>): void {
  const sentence = 'Jobs wait and this worker takes none, on a new connection to Redis either; it ends, so that it is started again.';
  logger.log.error({}, sentence);
  console.error(`mining-clicks: ${sentence}`);
  void lifecycle.stop().finally(() => process.exit(1));
}

/** Lets the jobs in hand end; what is not posted in time is handed back to the queue. */
async function closeWithin(milliseconds: number, worker: Pick<ClickWorker, 'close'>, lane: PostingLane): Promise<void> {
  const timer = setTimeout(lane.stop, lane.isLedgerAvailable() ? milliseconds : 0);
  await worker.close();
  clearTimeout(timer);
}

async function openQueue(settings: WorkerSettings, { lifecycle, metrics, redis, reportFault }: OpenProcess<'worker'>, expectedMemory: () => ExpectedMemory) {
  const keys = createRedisKeys(settings.MINING_REDIS_PREFIX);
  const connect = async () => {
    const patient = await openRedis(settings.REDIS_URL, 'patient', (fault) => reportFault('Redis connection', fault));
    observeRedisLatency([patient], metrics);
    return patient;
  };
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
    expectedMemory,
  });
  return { connect, batches, intake, countTakeable: createTakeableJobCounter(redis, keys), readMinutes: createAcceptedMinutesReader(redis, keys) };
}

function openLedger(settings: WorkerSettings, running: OpenProcess<'worker'>) {
  const { lifecycle, reportFault } = running;
  const mongo = openLastingMongo(settings.MONGODB_URL, lifecycle);
  const db = mongo.db(settings.MINING_MONGODB_DATABASE);
  const { expectedMemory, looked } = watchEpoch({ ...running, metrics: inCommon(running.metrics) }, db, settings, true);
  const { ping } = createMongoReader(db, { commandMs: LEDGER_COMMAND_MS });
  showDependencies(running, ping);
  const rules = rewardRulesOf(settings);
  const poster = createMongoPoster(mongo, db, { rules, commandMs: LEDGER_COMMAND_MS });
  lifecycle.onStop('ledger session', poster.close);
  const onFault = (fault: unknown) => reportFault('creating the indexes', fault);
  const countRows = createRowCounter(db, { commandMs: LEDGER_COMMAND_MS });
  const letters = createMongoDeadLetters(db, { commandMs: LEDGER_COMMAND_MS });
  return { poster, ping, countRows, letters, expectedMemory, looked, prepare: () => ensureIndexesUntilDone(db, onFault, lifecycle.signal) };
}

/** Without its indexes the ledger is slow: the worker waits for MongoDB. False when it was stopped before. */
async function ensureIndexesUntilDone(db: Db, onFault: (fault: unknown) => void, signal: AbortSignal): Promise<boolean> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      await ensureIndexes(db);
      return true;
    } catch (fault) {
      if (signal.aborted) return false;
      onFault(fault);
      await setTimeoutPromise(backoffMs(tries));
    }
  }
  return false;
}

function createWorkerApp(
  settings: WorkerSettings,
  running: OpenProcess<'worker'>,
  { whyNotPosting, whyNotAlive }: Pick<Awaited<ReturnType<typeof createWorker>>, 'whyNotPosting' | 'whyNotAlive'>,
) {
  const { http, lifecycle, metrics, redis, reportFault } = running;
  const app = createBaseApp({
    ...openMetricsAccess(settings, running),
    telemetry: http.plugin,
    render: metrics.render,
    health: {
      whyNotReady: async () => whyNotPosting() ?? whyRedisFails(() => redis.ping()),
      whyNotAlive,
    },
    reportFault: (fault, request) => reportFault(request.url, fault),
  });
  lifecycle.onStop('HTTP', () => app.close());
  return app;
}
