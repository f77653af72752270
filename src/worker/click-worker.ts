import { DelayedError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from '../redis/redis-keys.js';
import { ENDLESS_STALLS, KEPT_JOBS, ticketBackoff } from '../queue/ticket.js';
import { mustWait, toJobFault, type JobProcessor } from './process-job.js';

export type ClickWorkerOptions = {
  readonly prefix: string;
  /** Most jobs in hand. */
  readonly concurrency: number;
  readonly onFault: (fault: unknown) => void;
};

/** Opens a connection with `maxRetriesPerRequest: null`; BullMQ opens a second one like it for blocking reads. */
export type ConnectWorker = () => Promise<Redis>;

export type ClickWorker = ReturnType<typeof createClickWorker>;

/** After these milliseconds without renewal the jobs of a dead worker are up for others. */
const LOCK_MS = 6_000;
const STALLED_CHECK_MS = 2_500;
/** After a fault in fetching; BullMQ would wait for 15 s. */
const FETCH_PAUSE_MS = 1_000;
/** Milliseconds until a job that must wait is tried again. */
const WAIT_MS = 5_000;

const BULLMQ_OPTIONS = {
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: ENDLESS_STALLS,
  runRetryDelay: FETCH_PAUSE_MS,
  settings: { backoffStrategy: ticketBackoff },
  // For foreign clicks, whose jobs rarely say how long they are kept; BullMQ would keep them for ever.
  ...KEPT_JOBS,
  autorun: false,
} as const;

type FetchLoop = { readonly worker: Worker; readonly redis: Redis };

/**
 * Fetches jobs from BullMQ and processes many at a time. The results stay out of Redis: nobody reads them there.
 *
 * BullMQ restarts a blocking read that gets no answer by itself. It does not notice when the other connection, over which
 * it moves jobs, gets none: a command on it waits without end, since a worker's commands must outlive a Redis that is away.
 * `restart` is for that.
 */
export function createClickWorker(connect: ConnectWorker, processJob: JobProcessor, options: ClickWorkerOptions) {
  let loop: FetchLoop | undefined;
  let isPaused = false;
  let inHand = 0;
  let taken = 0;

  async function open(): Promise<FetchLoop> {
    const redis = await connect();
    const { prefix, concurrency } = options;
    const worker = new Worker(QUEUE_NAME, processQuietly, { ...BULLMQ_OPTIONS, connection: redis, prefix, concurrency });
    worker.on('error', options.onFault);
    if (isPaused) await worker.pause(true);
    void worker.run().catch(options.onFault);
    return { worker, redis };
  }

  async function processQuietly(job: Job, token?: string): Promise<void> {
    taken += 1;
    inHand += 1;
    try {
      await processJob(job);
    } catch (fault) {
      if (!mustWait(job, fault)) throw toJobFault(fault);
      await job.moveToDelayed(Date.now() + WAIT_MS, token);
      throw new DelayedError();
    } finally {
      inHand -= 1;
    }
  }

  return {
    start: async () => void (loop = await open()),
    /** Takes no more jobs; those in hand go on. */
    pause: () => {
      isPaused = true;
      void loop?.worker.pause(true).catch(options.onFault);
    },
    resume: () => {
      isPaused = false;
      void loop?.worker.resume().catch(options.onFault);
    },
    /** Leaves the connection and the loop on it behind and begins anew on another one; jobs in hand go on. */
    restart: async () => {
      const former = loop;
      loop = undefined;
      void former?.worker.close(true).catch(options.onFault);
      former?.redis.disconnect();
      loop = await open();
    },
    /** Whether it should take the jobs that wait. */
    isTaking: () => !isPaused && inHand < options.concurrency,
    /** Jobs that it has begun since its start. */
    countTaken: () => taken,
    /** Takes no more jobs and waits for those in hand. */
    close: async () => {
      await loop?.worker.close();
      loop?.redis.disconnect();
    },
  };
}
