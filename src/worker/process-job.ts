import { UnrecoverableError, type Job } from 'bullmq';
import { errorCodeOf, PipelineError, type ErrorCode } from '../click/codes.js';
import { createTicketParser, FOREIGN_JOB, isLaterTicket, TICKET_JOB } from '../queue/ticket.js';
import type { TicketProcessor, TicketResult } from './process-ticket.js';
import type { ForeignClickIntake } from './take-in-foreign-click.js';

export type JobResult = TicketResult | Awaited<ReturnType<ForeignClickIntake>>;
export type JobProcessor = (job: Pick<Job, 'id' | 'name' | 'data'>) => Promise<JobResult>;

/** Sends a job to what knows its name. */
export function createJobProcessor(processTicket: TicketProcessor, takeIn: ForeignClickIntake): JobProcessor {
  const parseTicket = createTicketParser();
  return async (job) => {
    if (job.name === FOREIGN_JOB) return takeIn(job.data);
    const ticket = job.name === TICKET_JOB ? parseTicket(job.data) : undefined;
    if (!ticket && job.name === TICKET_JOB && isLaterTicket(job.data)) {
      throw new PipelineError('TICKET_TOO_NEW', `ticket ${job.id} is of a later version: a newer worker reads it`);
    }
    if (!ticket) throw new PipelineError('TICKET_INVALID', `job ${job.id} (${job.name}) is no ticket`);
    return processTicket(ticket.batchId);
  };
}

const LATER_VERSION: ReadonlySet<ErrorCode> = new Set(['TICKET_TOO_NEW', 'BATCH_UNREADABLE']);

/**
 * Whether a job is to wait, without an attempt being used up. A foreign click's producer may have allowed one only, and one
 * that could not be taken in now (Redis has forgotten clicks, or is full) has nothing wrong with it. A ticket or a batch of
 * a later version is for a newer worker, however long that takes.
 */
export function mustWait(job: { readonly name: string }, fault: unknown): boolean {
  const code = errorCodeOf(fault);
  return LATER_VERSION.has(code) || (job.name === FOREIGN_JOB && code === 'QUEUE_UNAVAILABLE');
}

/** What BullMQ is told: a foreign click that is no click is not tried again. */
export function toJobFault(fault: unknown): unknown {
  if (errorCodeOf(fault) === 'FOREIGN_CLICK_INVALID') return new UnrecoverableError((fault as Error).message);
  return fault;
}
