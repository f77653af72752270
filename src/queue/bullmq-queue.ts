import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from '../redis/redis-keys.js';
import { TICKET_JOB, TICKET_VERSION, ticketOptions, type Ticket } from './ticket.js';
import type { AddTicket } from './ticket-announcer.js';

/**
 * The BullMQ queue on a given connection, which must be ready. Closing it leaves the connection open.
 *
 * BullMQ asks Redis for its version first. A queue that got no answer to that, as on a machine that is very busy when it
 * starts, refuses every ticket for ever: it is replaced when it refuses one, which the new one is asked to take.
 */
export function createTicketQueue(redis: Redis, prefix: string, onFault: (fault: unknown) => void) {
  let isUsable = false;
  let queue = open();

  function open(): Queue<Ticket> {
    const opened = new Queue<Ticket>(QUEUE_NAME, { connection: redis, prefix });
    opened.on('error', onFault);
    const markUsable = (): void => void (isUsable = true);
    opened.waitUntilReady().then(markUsable, () => undefined);
    return opened;
  }

  const add = (batchId: string, jobId: string) => queue.add(TICKET_JOB, { v: TICKET_VERSION, batchId }, ticketOptions(jobId));

  const addTicket: AddTicket = async (batchId, jobId) => {
    try {
      await add(batchId, jobId);
    } catch (fault) {
      if (isUsable) throw fault;
      queue = open();
      await add(batchId, jobId);
    }
  };
  return {
    get queue() {
      return queue;
    },
    addTicket,
    close: () => queue.close(),
  };
}
