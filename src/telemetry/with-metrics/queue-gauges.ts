import { JOB_STATES, type QueueState, type ReadQueueState } from '../../queue/click-queue.js';
import { withDeadline } from '../../redis/deadline.js';
import type { Metrics } from '../registry.js';

export type QueueGauges = Pick<
  Metrics<'api' | 'worker'>,
  'beforeScrape' | 'queueDepth' | 'queueJobs' | 'newestAcceptedAt' | 'lastProcessedAt' | 'workerLag'
>;

export type QueueGaugeOptions = {
  /** Milliseconds that the read may take; less than a scraper waits. */
  readonly deadlineMs: number;
  /** Told of each depth that was read. */
  readonly onDepth?: (depth: number) => void;
  /** Told of each read that failed. */
  readonly onFault?: (fault: unknown) => void;
};

/**
 * Reads the queue once before each scrape, for all of its gauges. They show Redis' truth, so any process may expose
 * them, and a dead worker does not freeze them. After a failed read they have no sample.
 */
export function registerQueueGauges(metrics: QueueGauges, readQueueState: ReadQueueState, options: QueueGaugeOptions): void {
  metrics.beforeScrape('queue', async () => {
    try {
      const state = await withDeadline(readQueueState(), options.deadlineMs);
      show(metrics, state);
      options.onDepth?.(state.depth);
    } catch (fault) {
      show(metrics, undefined);
      options.onFault?.(fault);
      throw fault;
    }
  });
}

function show(metrics: QueueGauges, state: QueueState | undefined): void {
  metrics.queueDepth.set(state?.depth);
  metrics.workerLag.set(state && state.lagMs / 1000);
  metrics.newestAcceptedAt.set(toSeconds(state?.newestAcceptedAt));
  metrics.lastProcessedAt.set(toSeconds(state?.lastProcessedAt));
  for (const name of JOB_STATES) metrics.queueJobs.set(state?.jobs[name], { state: name });
}

/** A time of 0 means never. */
function toSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds ? milliseconds / 1000 : undefined;
}
