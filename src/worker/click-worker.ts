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

export type ClickWorker = ReturnType<typeof createClickWorker>;

/** After these milliseconds without renewal the jobs of a dead worker are up for others. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** Milliseconds until a job that must wait is tried again. */
const WAIT_MS = 5_000;

/**
 * Fetches jobs from BullMQ and processes many at a time. The results stay out of Redis: nobody reads them there.
 *
 * @param redis a connection with `maxRetriesPerRequest: null`; BullMQ opens a second one like it for blocking reads.
 */
export function createClickWorker(redis: Redis, processJob: JobProcessor, options: ClickWorkerOptions) {
  const worker = new Worker(QUEUE_NAME, processQuietly, {
    connection: redis,
    prefix: options.prefix,
    concurrency: options.concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: ENDLESS_STALLS,
    settings: { backoffStrategy: ticketBackoff },
    // For foreign clicks, whose jobs rarely say how long they are kept; BullMQ would keep them for ever.
    ...KEPT_JOBS,
    autorun: false,
  });
  worker.on('error', options.onFault);

  async function processQuietly(job: Job, token?: string): Promise<void> {
    try {
      await processJob(job);
    } catch (fault) {
      if (!mustWait(job, fault)) throw toJobFault(fault);
      await job.moveToDelayed(Date.now() + WAIT_MS, token);
      throw new DelayedError();
    }
  }

  return {
    start: () => void worker.run().catch(options.onFault),
    isRunning: () => worker.isRunning() && !worker.closing,
    /** Takes no more jobs and waits for those in hand. */
    close: () => worker.close(),
  };
}
