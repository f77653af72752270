import type { JobsOptions } from 'bullmq';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

/** Name of the jobs that announce a batch. */
export const TICKET_JOB = 'batch';
/** Name of the jobs that any BullMQ client may add: one click each. */
export const FOREIGN_JOB = 'click';

export const TICKET_VERSION = 1;

const ticketSchema = Type.Object({
  v: Type.Literal(TICKET_VERSION),
  batchId: Type.String({ pattern: '^[A-Za-z0-9_-]{8,64}$' }),
});

/** What a ticket carries: where the clicks are, never the clicks themselves. */
export type Ticket = Static<typeof ticketSchema>;

export function createTicketParser(): (data: unknown) => Ticket | undefined {
  const validator = Compile(ticketSchema);
  return (data) => (validator.Check(data) ? data : undefined);
}

/** Whether a ticket is of a version that a newer program writes; what it holds is for a newer worker to say. */
export function isLaterTicket(data: unknown): boolean {
  const version = typeof data === 'object' && data !== null && 'v' in data ? data.v : undefined;
  return Number.isSafeInteger(version) && Number(version) > TICKET_VERSION;
}

/** Job id of the first ticket of a batch; BullMQ ignores a second job with an id that it remembers. */
export function firstTicketId(batchId: string): string {
  return `b-${batchId}`;
}

/** Practically without end: what gives up on a click is the ledger's rule, not the queue's. */
const ENDLESS_ATTEMPTS = 1_000_000_000;
export const ENDLESS_STALLS = 1_000_000_000;

/** Jobs that have ended are kept this long (seconds), and this many of them, for those who look. */
export const KEPT_JOBS = {
  removeOnComplete: { age: 3600, count: 1000 },
  removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
} as const;

/** BullMQ's events about the latest steps of jobs, for those who look: BullMQ cuts them off at about this many. */
export const KEPT_EVENTS = 1000;

/** Options of every ticket. */
export function ticketOptions(jobId: string): JobsOptions {
  return {
    jobId,
    attempts: ENDLESS_ATTEMPTS,
    backoff: { type: 'custom' },
    ...KEPT_JOBS,
    stackTraceLimit: 1,
  };
}

/** Milliseconds until a ticket is tried again: 200 ms, doubled each time, 5 s at most. */
export function ticketBackoff(attemptsMade: number): number {
  return Math.min(200 * 2 ** Math.min(attemptsMade - 1, 10), 5000);
}
