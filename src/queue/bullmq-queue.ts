import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { QUEUE_NAME } from '../redis/redis-keys.js';
import { TICKET_JOB, TICKET_VERSION, ticketOptions, type Ticket } from './ticket.js';
import type { AddTicket } from './ticket-announcer.js';

/**
 * The BullMQ queue on a given connection, which must be ready. Closing it leaves the connection open.
 *
 * BullMQ asks Redis for its version when a queue is opened, once: a queue whose question was not answered would add no
 * job in the whole life of the process. So it is opened again by the next ticket.
 */
export function createTicketQueue(redis: Redis, prefix: string, onFault: (fault: unknown) => void) {
  let queue = open();

  function open(): Queue<Ticket> {
    const opened = new Queue<Ticket>(QUEUE_NAME, { connection: redis, prefix });
    opened.on('error', onFault);
    return opened;
  }

  async function readyQueue(): Promise<Queue<Ticket>> {
    const tried = queue;
    try {
      await tried.waitUntilReady();
    } catch {
      if (queue === tried) queue = open();
      await tried.close().catch(onFault);
      await queue.waitUntilReady();
    }
    return queue;
  }

  const addTicket: AddTicket = async (batchId, jobId) => {
    const ready = await readyQueue();
    await ready.add(TICKET_JOB, { v: TICKET_VERSION, batchId }, ticketOptions(jobId));
  };
  return {
    get queue() {
      return queue;
    },
    addTicket,
    close: () => queue.close(),
  };
}
