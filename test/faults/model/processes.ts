import { Worker } from 'bullmq';
import { MongoClient } from 'mongodb';
import { createRedisAdmission } from '../../../src/admission/redis-admission.js';
import { NO_LIMITS, type BucketLimits } from '../../../src/admission/bucket-limits.js';
import { openRedis } from '../../../src/cli/open-redis.js';
import { createFindClickStatus } from '../../../src/ledger/find-click-status.js';
import { createMongoPoster } from '../../../src/ledger/mongo-poster.js';
import type { LedgerReader } from '../../../src/ledger/ledger.js';
import { createTicketQueue } from '../../../src/queue/bullmq-queue.js';
import { createReaper } from '../../../src/queue/reaper.js';
import { createRedisBatchStore } from '../../../src/queue/redis-batch-store.js';
import { createTicketAnnouncer } from '../../../src/queue/ticket-announcer.js';
import { ENDLESS_STALLS, ticketBackoff } from '../../../src/queue/ticket.js';
import { createRedisKeys, QUEUE_NAME } from '../../../src/redis/redis-keys.js';
import { createPostingLane } from '../../../src/worker/posting-lane.js';
import { createJobProcessor, toJobFault } from '../../../src/worker/process-job.js';
import { createTicketProcessor } from '../../../src/worker/process-ticket.js';
import { createForeignClickIntake } from '../../../src/worker/take-in-foreign-click.js';
import { eventually } from '../../support/namespace.js';
import { openTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import type { GivenTime } from './given-time.js';

/** What the processes of a world share. */
export type Surroundings = {
  readonly redisPort: number;
  readonly mongodPort: number;
  readonly database: string;
  readonly prefix: string;
  readonly time: GivenTime;
  readonly nowMs: () => number;
  readonly reader: LedgerReader;
};

export const MOST_DEPTH = 30;
export const USER_LIMIT = { rate: 2, burst: 6 } as const;
/** Seconds that an idempotency record lives once its batch is finished. */
export const RECORD_LIFE_S = 3600;
export const WORKER_APP = 'worker of the model';

const LIMITS: BucketLimits = { ...NO_LIMITS, user: USER_LIMIT };
const RULES = { amount: 1, cooldownMs: 0, dailyCap: 0 };
/** A batch is old after 5 s of the given time; two looks may follow each other, for that time stands still. */
const REAPER = { everyMs: 40, stuckMs: 60_000, reapAgeMs: 5000, reapPauseMs: 0 };
/** The worker's times, by which 200 runs would take an hour, divided by about thirty. */
const BULLMQ = {
  ...{ lockDuration: 400, stalledInterval: 150, runRetryDelay: 500, drainDelay: 0.5 },
  maxStalledCount: ENDLESS_STALLS,
  settings: { backoffStrategy: ticketBackoff },
};
const MONGO = { directConnection: true, serverSelectionTimeoutMS: 400, connectTimeoutMS: 400, socketTimeoutMS: 400, heartbeatFrequencyMS: 500, waitQueueTimeoutMS: 400 };

const ignore = (): void => undefined;

/** The connections of one process, all by ways of its own: to its stores it is dead as soon as these are cut. */
async function openQueueParts({ redisPort, prefix, time }: Surroundings) {
  const way = await openTcpProxy(() => redisPort);
  const url = `redis://127.0.0.1:${way.port}`;
  const redis = await openRedis(url, 'prompt', ignore);
  time.adopt(redis);
  const keys = createRedisKeys(prefix);
  const tickets = createTicketQueue(redis, prefix, ignore);
  const announcer = createTicketAnnouncer(tickets.addTicket, { delayMs: 10, onFault: ignore });
  const batches = createRedisBatchStore(redis, keys, { idempotencyTtlSeconds: RECORD_LIFE_S, ...REAPER });
  const admit = (limits: BucketLimits, maxDepth: number) =>
    createRedisAdmission(redis, keys, announcer, { maxDepth, batchClicks: 10, batchAgeMs: 50, deadlineMs: 2000, limits });
  return { way, url, redis, tickets, announcer, batches, admit };
}

export type ApiProcess = Awaited<ReturnType<typeof openApi>>;

/** The stages of an API process, without HTTP. */
export async function openApi(world: Surroundings) {
  const { way, redis, announcer, batches, admit } = await openQueueParts(world);
  return {
    admission: admit(LIMITS, MOST_DEPTH),
    findClickStatus: createFindClickStatus(batches, world.reader),
    isReady: () => redis.status === 'ready',
    kill: () => end(way, () => redis.disconnect()),
    stop: async () => {
      await announcer.flush();
      end(way, () => redis.disconnect());
    },
  };
}

export type WorkerProcess = Awaited<ReturnType<typeof openWorker>>;

/** The stages of a worker process, without HTTP. */
export async function openWorker(world: Surroundings) {
  const { way, url, redis, tickets, announcer, batches, admit } = await openQueueParts(world);
  const patient = await openRedis(url, 'patient', ignore);
  const ledgerWay = await openTcpProxy(() => world.mongodPort);
  const mongo = new MongoClient(`mongodb://127.0.0.1:${ledgerWay.port}/`, { ...MONGO, appName: WORKER_APP });
  // A driver whose first connection fails gives up for good, and 400 ms are little where the machine stands still.
  await eventually(() => mongo.connect().then(() => true, () => false));
  const poster = createMongoPoster(mongo, mongo.db(world.database), { rules: RULES, commandMs: 1000 });
  const lane = createPostingLane(poster, batches, { maxClicks: 400, backoffMs: () => 20 });
  const takeIn = createForeignClickIntake(admit(NO_LIMITS, Number.MAX_SAFE_INTEGER));
  const processJob = createJobProcessor(createTicketProcessor({ batches, lane, poster }), takeIn);
  const reaper = createReaper(batches, tickets.addTicket, { ...REAPER, now: world.nowMs, onFault: ignore });
  const worker = new Worker(
    QUEUE_NAME,
    (job) => processJob(job).then(ignore, (fault: unknown) => Promise.reject(toJobFault(fault) as Error)),
    { ...BULLMQ, connection: patient, prefix: world.prefix, concurrency: 50, autorun: false },
  );
  worker.on('error', ignore);
  // BullMQ never recovers from a Redis that dies as its blocking connection opens; the process watches for that itself.
  await worker.waitUntilReady();
  reaper.start();
  void worker.run().catch(ignore);
  const disconnect = (): void => {
    patient.disconnect();
    redis.disconnect();
    // It would say goodbye to its sessions, which the dead do not.
    end(ledgerWay, () => void mongo.close().catch(ignore));
  };
  return {
    ledgerWay,
    kill: () => {
      lane.stop();
      void reaper.stop();
      end(way, disconnect);
      void worker.close(true).catch(ignore);
    },
    stop: async (drainMs: number) => {
      const timer = setTimeout(lane.stop, drainMs);
      await reaper.stop();
      await worker.close();
      clearTimeout(timer);
      await announcer.flush();
      await poster.close();
      end(way, disconnect);
    },
  };
}

/** The connections first, or what the process does when it learns of its end would still arrive. */
function end(way: TcpProxy, disconnect: () => void): void {
  way.cut();
  disconnect();
  way.close();
}
