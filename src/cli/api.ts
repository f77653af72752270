import { Command } from 'commander';
import type { Redis } from 'ioredis';
import { createRedisAdmission } from '../admission/redis-admission.js';
import { createRedisReadLimiter } from '../admission/redis-read-limiter.js';
import { bucketLimitsOf, memoryMarksOf, readApiSettings, readLimitOf, rewardRulesOf, type ApiSettings } from '../config/config.js';
import { createApiApp, createBaseApp, type ApiParts } from '../http/app.js';
import { createFindClickStatus } from '../ledger/find-click-status.js';
import { createMongoReader } from '../ledger/mongo-reader.js';
import { createTicketQueue } from '../queue/bullmq-queue.js';
import { createRedisBatchStore } from '../queue/redis-batch-store.js';
import { createTicketAnnouncer } from '../queue/ticket-announcer.js';
import { withDeadline } from '../redis/deadline.js';
import { createRedisKeys } from '../redis/redis-keys.js';
import { withAdmissionMetrics, withReadLimiterMetrics } from '../telemetry/with-metrics/admission.js';
import { observeRedisLatency } from '../telemetry/with-metrics/redis-latency.js';
import { withAdmissionTraces } from '../telemetry/with-traces/admission.js';
import { createAdminParts } from './admin-parts.js';
import { createFoundParts, type FoundOptions } from './console-found.js';
import { openLogs } from './console-logs.js';
import { openMeasured, type MeasuredStores } from './console-measured.js';
import { edgeOptionsOf } from './edge-options.js';
import { listen } from './listen.js';
import { openLastingMongo } from './open-mongo.js';
import { inCommon, runProcess, showDependencies, type OpenProcess } from './open-process.js';
import { openRedis } from './open-redis.js';
import { CONSOLE_FOLDER } from './package-folder.js';
import { openTokenVerifier } from './open-token-verifier.js';
import { readProblemPages } from './read-problem-pages.js';
import { readRunbooks } from './read-runbooks.js';
import { BATCH_AGE_MS, REAPER, REDIS_DEADLINE_MS, TICKET_DELAY_MS } from './timing.js';
import { watchEpoch } from './watch-epoch.js';
import { watchMemory } from './watch-memory.js';

const LEDGER_DEADLINE_MS = 2000;

/** `api`: one process that accepts clicks. Start more of them to accept more. */
export function createApiCommand(): Command {
  return new Command('api').description('run the click API, configured by the environment').action(async () => {
    const settings = readApiSettings(process.env);
    await runProcess('api', settings, async (running) => {
      const { app, operations, looked } = createApi(settings, running, await openAdmissionRedis(settings, running));
      await looked;
      const { MINING_OPERATIONS_HOST: host, MINING_OPERATIONS_PORT: port } = settings;
      await listen(app, settings.MINING_LISTEN_HOST, settings.MINING_API_PORT, running);
      if (operations && port !== undefined) await listen(operations, host, port, { ...running, what: 'api for operations' });
    });
  });
}

/** Wires the stages. Stopping goes backwards: no new clicks, answers sent, tickets added, connections closed. */
function createApi(settings: ApiSettings, running: OpenProcess<'api'>, ofAdmission: AdmissionRedis) {
  const { lifecycle, http, metrics, redis, reportFault, tracing } = running;
  const tokens = openTokenVerifier(settings, running);
  const keys = createRedisKeys(settings.MINING_REDIS_PREFIX);
  const limits = bucketLimitsOf(settings);
  const mongo = openLastingMongo(settings.MONGODB_URL, lifecycle);
  const db = mongo.db(settings.MINING_MONGODB_DATABASE);
  const ledger = createMongoReader(db, { commandMs: LEDGER_DEADLINE_MS });
  showDependencies(running, ledger.ping);
  const { expectedMemory, whyNotKnown, looked } = watchEpoch({ ...running, metrics: inCommon(metrics) }, db, settings, false);
  const tickets = createTicketQueue(redis, keys.prefix, (fault) => reportFault('ticket queue', fault));
  lifecycle.onStop('ticket queue', tickets.close);
  const announcer = createTicketAnnouncer(tickets.addTicket, {
    delayMs: TICKET_DELAY_MS,
    onFault: (fault) => reportFault('add ticket', fault),
  });
  lifecycle.onStop('tickets', announcer.flush);
  const { redis: redisOfAdmission, ...waiting } = ofAdmission;
  const admissionOptions = { ...admissionOptionsOf(settings), limits, expectedMemory, ...waiting };
  const admission = withAdmissionMetrics(createRedisAdmission(redisOfAdmission, keys, announcer, admissionOptions), metrics);
  lifecycle.onStop('memory watch', watchMemory(running, admission, memoryMarksOf(settings)));
  const batches = createRedisBatchStore(redis, keys, { idempotencyTtlSeconds: settings.MINING_IDEMPOTENCY_TTL_SECONDS, ...REAPER });
  const admin = createAdminParts(mongo, db, { rules: rewardRulesOf(settings), commandMs: LEDGER_DEADLINE_MS, mayDie: false });
  const runbooks = readRunbooks();
  let isDraining = false;
  const hasOwnListener = settings.MINING_OPERATIONS_PORT !== undefined;
  const parts: ApiParts = {
    admission: withAdmissionTraces(admission, tracing),
    findClickStatus: createFindClickStatus(batches, ledger),
    ledger,
    admin,
    ...openConsole(settings, running, { keys, queue: tickets.queue, db, admin, pingMongodb: ledger.ping, runbooks }),
    verifyToken: tokens.verifyToken,
    onTokenRejected: (reason) => metrics.tokenRejections.add(1, { reason }),
    limits,
    readLimiter: withReadLimiterMetrics(createRedisReadLimiter(redis, keys, readLimitOf(settings), REDIS_DEADLINE_MS), metrics),
    runbooks,
    problemPages: readProblemPages(),
    telemetry: http.plugin,
    render: metrics.render,
    health: {
      whyNotReady: async () => (isDraining ? 'this process is stopping' : (tokens.whyNotReady() ?? (await whyRedisFails(() => redis.ping())) ?? whyNotKnown())),
    },
    reportFault: (fault, request) => reportFault(`${request.method} ${request.routeOptions.url ?? 'unmatched'}`, fault),
    metricsAccess: hasOwnListener ? 'elsewhere' : settings.MINING_METRICS_ACCESS,
    onOverloaded: ({ method }) => void (method === 'POST' && metrics.clickRefusals.add(1, { reason: 'overloaded' })),
    edge: edgeOptionsOf(settings),
    onConnectionDropped: () => reportFault('accepting connections', 'there are as many as MINING_MAX_CONNECTIONS'),
  };
  const operations = hasOwnListener ? createBaseApp({ ...parts, metricsAccess: settings.MINING_METRICS_ACCESS, edge: {} }) : undefined;
  if (operations) lifecycle.onStop('HTTP for operations', () => operations.close());
  const app = createApiApp(parts);
  lifecycle.onStop('HTTP', () => app.close());
  lifecycle.onStop('admission', () => {
    isDraining = true;
    admission.close('draining');
  });
  return { app, operations, looked };
}

type ConsoleParts = Pick<FoundOptions, 'keys' | 'queue' | 'db' | 'admin'> & Pick<MeasuredStores, 'pingMongodb' | 'runbooks'>;

/** The console's page, what it finds, and what it shows of other servers, which are closed with this process. */
function openConsole(settings: ApiSettings, { redis, lifecycle }: OpenProcess<'api'>, { pingMongodb, runbooks, ...stores }: ConsoleParts): Pick<ApiParts, 'measured' | 'found' | 'consoleFolder'> {
  const { readLogs, askLogs } = openLogs(settings);
  const { measured, close } = openMeasured(settings, { redis, pingMongodb, askLogs, runbooks });
  lifecycle.onStop('Prometheus and Alertmanager', close);
  return { measured, found: createFoundParts({ redis, ...stores, readLogs, commandMs: LEDGER_DEADLINE_MS }), consoleFolder: CONSOLE_FOLDER };
}

function admissionOptionsOf(settings: ApiSettings) {
  return {
    maxDepth: settings.MINING_QUEUE_MAX_DEPTH,
    batchClicks: settings.MINING_BATCH_MAX_CLICKS,
    batchAgeMs: BATCH_AGE_MS,
    deadlineMs: REDIS_DEADLINE_MS,
  };
}

type AdmissionRedis = { readonly redis: Redis; readonly replicaWaitMs?: number };

/** Waiting for a replica holds up a connection: at level replicated the admission has one of its own, so that nothing else waits. */
async function openAdmissionRedis(settings: ApiSettings, running: OpenProcess<'api'>): Promise<AdmissionRedis> {
  const { lifecycle, metrics, reportFault } = running;
  if (settings.MINING_DURABILITY !== 'replicated') return { redis: running.redis };
  const redis = await openRedis(settings.REDIS_URL, 'prompt', (fault) => reportFault('Redis connection of the admission', fault));
  lifecycle.onStop('Redis of the admission', () => redis.disconnect());
  lifecycle.onStop('Redis latency of the admission', observeRedisLatency([redis], metrics));
  return { redis, replicaWaitMs: settings.MINING_REPLICA_WAIT_MS };
}

/** Why a call to Redis fails; undefined when it answers in time. */
export async function whyRedisFails(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await withDeadline(call(), REDIS_DEADLINE_MS);
    return undefined;
  } catch {
    return `Redis does not answer within ${REDIS_DEADLINE_MS} ms`;
  }
}
