import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from '../redis/redis-keys.js';
import { KEPT_EVENTS, TICKET_JOB, TICKET_VERSION, ticketOptions, type Ticket } from './ticket.js';
import type { AddTicket } from './ticket-announcer.js';

/** The BullMQ queue on a given connection, which must be ready. Closing it leaves the connection open. */
export function createTicketQueue(redis: Redis, prefix: string, onFault: (fault: unknown) => void) {
  const queue = new Queue<Ticket>(QUEUE_NAME, { connection: redis, prefix, streams: { events: { maxLen: KEPT_EVENTS } } });
  queue.on('error', onFault);
  const addTicket: AddTicket = async (batchId, jobId) => {
    await queue.add(TICKET_JOB, { v: TICKET_VERSION, batchId }, ticketOptions(jobId));
  };
  return { queue, addTicket, close: () => queue.close() };
}
