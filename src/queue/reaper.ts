import type { BatchStore } from './click-queue.js';
import type { AddTicket } from './ticket-announcer.js';

export type ReaperOptions = {
  /** Milliseconds between two looks of this reaper. */
  readonly everyMs: number;
  /** Milliseconds without a new attempt after which a taken batch gets a new ticket although it has one. */
  readonly stuckMs: number;
  /** Monotonic clock in milliseconds: a step of the wall clock must not make batches look stuck. */
  readonly now: () => number;
  readonly onFault: (fault: unknown) => void;
};

/**
 * Gives a new ticket to every batch that nobody would take otherwise: its API process died before it added one, the
 * ticket was removed, or it is remembered as finished. Needs no lease: any number of workers may run one.
 */
export function createReaper(batches: BatchStore, addTicket: AddTicket, options: ReaperOptions) {
  const firstSeen = new Map<string, { attempts: number; at: number }>();
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();

  function stuckBatches(): string[] {
    const limit = options.now() - options.stuckMs;
    return [...firstSeen].flatMap(([batchId, seen]) => (seen.attempts > 0 && seen.at <= limit ? [batchId] : []));
  }

  function remember(watched: readonly { batchId: string; attempts: number }[]): void {
    for (const { batchId, attempts } of watched) {
      if (firstSeen.get(batchId)?.attempts !== attempts) firstSeen.set(batchId, { attempts, at: options.now() });
    }
    for (const [batchId, seen] of firstSeen) if (seen.at < options.now() - 10 * options.stuckMs) firstSeen.delete(batchId);
  }

  async function look(): Promise<number> {
    const { reaped, watched } = await batches.reap(stuckBatches());
    for (const { batchId } of reaped) firstSeen.delete(batchId);
    remember(watched);
    await Promise.all(reaped.map(({ batchId, jobId }) => addTicket(batchId, jobId)));
    return reaped.length;
  }

  function schedule(): void {
    timer = setTimeout(() => {
      current = look().then(() => undefined, options.onFault).finally(() => timer && schedule());
    }, options.everyMs);
  }

  return {
    /** One look now; returns how many batches got a new ticket. */
    look,
    start: schedule,
    async stop(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      await current;
    },
  };
}
