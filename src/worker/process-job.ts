import { UnrecoverableError, type Job } from 'bullmq';
import { errorCodeOf, PipelineError } from '../click/codes.js';
import { createTicketParser, FOREIGN_JOB, TICKET_JOB } from '../queue/ticket.js';
import type { TicketProcessor, TicketResult } from './process-ticket.js';
import type { ForeignClickIntake } from './take-in-foreign-click.js';

export type JobResult = TicketResult | Awaited<ReturnType<ForeignClickIntake>>;
export type JobProcessor = (job: Pick<Job, 'id' | 'name' | 'data'>) => Promise<JobResult>;

/** Sends a job to what knows its name. A ticket of an unknown version is tried again later, by a newer worker. */
export function createJobProcessor(processTicket: TicketProcessor, takeIn: ForeignClickIntake): JobProcessor {
  const parseTicket = createTicketParser();
  return async (job) => {
    if (job.name === FOREIGN_JOB) return takeIn(job.data);
    const ticket = job.name === TICKET_JOB ? parseTicket(job.data) : undefined;
    if (!ticket) throw new PipelineError('TICKET_INVALID', `job ${job.id} (${job.name}) is no ticket of a known version`);
    return processTicket(ticket.batchId);
  };
}

/**
 * Whether a job is to wait, without an attempt being used up: its producer may have allowed one only, and a click that could
 * not be taken in now (Redis has forgotten clicks, or is full) has nothing wrong with it.
 */
export function mustWait(job: { readonly name: string }, fault: unknown): boolean {
  return job.name === FOREIGN_JOB && errorCodeOf(fault) === 'QUEUE_UNAVAILABLE';
}

/** What BullMQ is told: a foreign click that is no click is not tried again. */
export function toJobFault(fault: unknown): unknown {
  if (errorCodeOf(fault) === 'FOREIGN_CLICK_INVALID') return new UnrecoverableError((fault as Error).message);
  return fault;
}
