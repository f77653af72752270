import { onTestFinished } from 'vitest';
import { createRedisAdmission } from '../../src/admission/redis-admission.js';
import { NO_LIMITS, type BucketLimit, type BucketLimits } from '../../src/admission/bucket-limits.js';
import { createRedisReadLimiter } from '../../src/admission/redis-read-limiter.js';
import { createAdminParts } from '../../src/cli/admin-parts.js';
import { createFoundParts } from '../../src/cli/console-found.js';
import { openLogs } from '../../src/cli/console-logs.js';
import { LOG_SETTINGS } from '../../src/config/config.js';
import { readSettings } from '../../src/config/read-settings.js';
import type { RewardRules } from '../../src/click/reward-policy.js';
import { openCollections } from '../../src/ledger/documents.js';
import { ensureIndexes } from '../../src/ledger/indexes.js';
import { createMongoPoster } from '../../src/ledger/mongo-poster.js';
import { createMongoReader } from '../../src/ledger/mongo-reader.js';
import { createTicketQueue } from '../../src/queue/bullmq-queue.js';
import type { ExpectedMemory } from '../../src/queue/click-queue.js';
import { createRedisBatchStore } from '../../src/queue/redis-batch-store.js';
import { createQueueStateReader } from '../../src/queue/redis-queue-state.js';
import { createTicketAnnouncer } from '../../src/queue/ticket-announcer.js';
import { createClickWorker } from '../../src/worker/click-worker.js';
import { createPace } from '../../src/worker/pace.js';
import { createPostingLane } from '../../src/worker/posting-lane.js';
import { createJobProcessor, type JobProcessor } from '../../src/worker/process-job.js';
import { createTicketProcessor } from '../../src/worker/process-ticket.js';
import { createForeignClickIntake } from '../../src/worker/take-in-foreign-click.js';
import { openRedisNamespace, openTestDatabase, openTestRedis } from './namespace.js';

export type PipelineChoice = {
  readonly limits?: BucketLimits;
  readonly readLimit?: BucketLimit;
  readonly maxDepth?: number;
  readonly batchClicks?: number;
  /** Age in milliseconds from which a batch takes no more clicks; more than any stall where clicks sent one by one must share one. */
  readonly batchAgeMs?: number;
  readonly deadlineMs?: number;
  readonly replicaWaitMs?: number;
  readonly expectedMemory?: () => ExpectedMemory;
  readonly idempotencyTtlSeconds?: number;
  readonly rules?: Partial<RewardRules>;
  readonly mongodbUrl?: string;
  readonly redisUrl?: string;
  /** Way of the worker's connection to the same Redis. */
  readonly workerRedisUrl?: string;
  readonly announceDelayMs?: number;
  /** Milliseconds that one command of the ledger may take. */
  readonly commandMs?: number;
  /** Most clicks a second that a worker posts. */
  readonly maxRate?: number;
  /** Told of what a worker meets while it fetches jobs. */
  readonly onFetchFault?: (fault: unknown) => void;
  /** Where log lines are read from; nowhere when not said. */
  readonly logsFolder?: string;
  readonly wrapJobs?: (processJob: JobProcessor) => JobProcessor;
};

const RULES: RewardRules = { amount: 1, cooldownMs: 0, dailyCap: 0 };
const REAPER = { reapAgeMs: 5000, reapPauseMs: 0 };
/** Milliseconds that a person waits for the ledger here: one that answers may be held up by whatever else runs. */
const READ_MS = 5000;
const ignore = (): void => undefined;

/** The stages on real servers, in a namespace and a database of their own. Workers start when the test says so. */
export async function createPipeline(choice: PipelineChoice = {}) {
  const { redis, keys, prefix } = openRedisNamespace(choice.redisUrl);
  const { client, db } = openTestDatabase(choice.mongodbUrl);
  await ensureIndexes(db);
  const tickets = createTicketQueue(redis, prefix, ignore);
  const announcer = createTicketAnnouncer(tickets.addTicket, { delayMs: choice.announceDelayMs ?? 10, onFault: ignore });
  const admissionOptions = {
    maxDepth: choice.maxDepth ?? 5000,
    batchClicks: choice.batchClicks ?? 100,
    batchAgeMs: choice.batchAgeMs ?? 50,
    deadlineMs: choice.deadlineMs ?? 5000,
    limits: choice.limits ?? NO_LIMITS,
    replicaWaitMs: choice.replicaWaitMs,
    expectedMemory: choice.expectedMemory,
  };
  const batches = createRedisBatchStore(redis, keys, {
    idempotencyTtlSeconds: choice.idempotencyTtlSeconds ?? 3600,
    ...REAPER,
  });
  const admin = createAdminParts(client, db, { rules: { ...RULES, ...choice.rules }, commandMs: READ_MS, mayDie: false });
  const { readLogs, askLogs } = openLogs({ ...readSettings(LOG_SETTINGS, {}), MINING_CONSOLE_LOGS_FOLDER: choice.logsFolder });
  onTestFinished(() => tickets.close());

  function startWorker() {
    const poster = createMongoPoster(client, db, { rules: { ...RULES, ...choice.rules }, commandMs: choice.commandMs ?? 5000 });
    const lane = createPostingLane(poster, batches, { maxClicks: 400, backoffMs: () => 50, pace: createPace(choice.maxRate ?? 0, () => performance.now()) });
    const intake = createRedisAdmission(redis, keys, announcer, { ...admissionOptions, limits: NO_LIMITS, maxDepth: 1e9, replicaWaitMs: undefined });
    const processJob = createJobProcessor(createTicketProcessor({ batches, lane, poster }), createForeignClickIntake(intake));
    const wrapped = choice.wrapJobs?.(processJob) ?? processJob;
    const worker = createClickWorker(() => Promise.resolve(openTestRedis(choice.workerRedisUrl ?? choice.redisUrl)), wrapped, { prefix, concurrency: 50, onFault: choice.onFetchFault ?? ignore });
    const started = worker.start();
    const stop = async (): Promise<void> => {
      lane.stop();
      await started;
      await worker.close();
      await poster.close();
    };
    let stopping: Promise<void> | undefined;
    const stopOnce = () => (stopping ??= stop());
    onTestFinished(stopOnce);
    return { poster, lane, worker, stop: stopOnce };
  }

  return {
    redis,
    keys,
    prefix,
    db,
    client,
    ...openCollections(db),
    batches,
    announcer,
    queue: tickets.queue,
    addTicket: tickets.addTicket,
    admission: createRedisAdmission(redis, keys, announcer, admissionOptions),
    readLimiter: createRedisReadLimiter(redis, keys, choice.readLimit ?? { rate: 0, burst: 0 }, admissionOptions.deadlineMs),
    ledger: createMongoReader(db, { commandMs: READ_MS }),
    admin,
    found: createFoundParts({ redis, keys, queue: tickets.queue, db, admin, readLogs, commandMs: READ_MS }),
    askLogs,
    readState: createQueueStateReader(redis, keys),
    startWorker,
  };
}

export type Pipeline = Awaited<ReturnType<typeof createPipeline>>;

/** Sums of the ledger: credited clicks, their amounts, and all balances. Amounts and balances must agree. */
export async function sumLedger({ clicks, accounts }: Pick<Pipeline, 'clicks' | 'accounts'>) {
  const rows = await clicks.find().toArray();
  const all = await accounts.find().toArray();
  const amounts = rows.reduce((sum, row) => sum + row.amount, 0);
  const balances = all.reduce((sum, account) => sum + account.balance, 0);
  return { rows: rows.length, amounts, balances };
}
