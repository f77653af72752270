import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from '../redis/redis-keys.js';
import { KEPT_EVENTS, TICKET_JOB, TICKET_VERSION, ticketOptions, type Ticket } from './ticket.js';
import type { AddTicket } from './ticket-announcer.js';

/**
 * The BullMQ queue on a given connection, which must be ready and to a Redis of a version that will do. Closing it leaves
 * the connection open.
 *
 * BullMQ would ask Redis for its version when a queue is opened, once: a queue whose question was not answered would add no
 * job in the whole life of the process. So it is told not to ask.
 */
export function createTicketQueue(redis: Redis, prefix: string, onFault: (fault: unknown) => void) {
  const events = { maxLen: KEPT_EVENTS };
  const queue = new Queue<Ticket>(QUEUE_NAME, { connection: redis, prefix, skipVersionCheck: true, streams: { events } });
  queue.on('error', onFault);
  const addTicket: AddTicket = async (batchId, jobId) => {
    await queue.add(TICKET_JOB, { v: TICKET_VERSION, batchId }, ticketOptions(jobId));
  };
  return { queue, addTicket, close: () => queue.close() };
}
