import type { TicketAnnouncer } from './click-queue.js';
import { firstTicketId } from './ticket.js';

export type AnnouncerOptions = {
  /** Milliseconds that `soon` waits, for the batch to fill. */
  readonly delayMs: number;
  /** Told of a ticket that could not be added; the reaper will make another. */
  readonly onFault: (fault: unknown) => void;
};

/** Adds a ticket for a batch under a job id. */
export type AddTicket = (batchId: string, jobId: string) => Promise<void>;

/** Batches remembered as announced; far more than can be open at once. */
const MOST_REMEMBERED = 10_000;

/**
 * Announces each batch once in the life of the process.
 *
 * A process announces batches that it did not open too: the one that did may have lost the reply. BullMQ ignores the
 * second ticket, which has the same job id.
 */
export function createTicketAnnouncer(addTicket: AddTicket, options: AnnouncerOptions) {
  const announced = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
  const pending = new Set<Promise<void>>();

  function add(batchId: string): void {
    clearTimeout(timers.get(batchId));
    timers.delete(batchId);
    const adding = addTicket(batchId, firstTicketId(batchId)).catch(options.onFault);
    pending.add(adding);
    void adding.finally(() => pending.delete(adding));
  }

  function remember(batchId: string): void {
    announced.add(batchId);
    if (announced.size <= MOST_REMEMBERED) return;
    for (const oldest of announced) {
      announced.delete(oldest);
      return;
    }
  }

  const announcer: TicketAnnouncer & { flush(): Promise<void> } = {
    announce(batchId, when) {
      const isWaiting = timers.has(batchId);
      if (announced.has(batchId) && !(isWaiting && when === 'now')) return;
      remember(batchId);
      if (when === 'now') add(batchId);
      else timers.set(batchId, setTimeout(add, options.delayMs, batchId));
    },
    /** Adds every ticket that still waits; for shutdown, after the last admission. */
    async flush() {
      for (const batchId of [...timers.keys()]) add(batchId);
      await Promise.all(pending);
    },
  };
  return announcer;
}
