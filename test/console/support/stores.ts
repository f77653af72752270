import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { onTestFinished } from 'vitest';
import { openCollections, type LedgerCollections } from '../../../src/ledger/documents.js';
import { theStack } from './console.js';

/** The ledger of the stack, past the API, for the present test. */
export async function openLedger(): Promise<LedgerCollections> {
  const { mongodbUrl, mongodbDatabase } = theStack();
  const client = await MongoClient.connect(mongodbUrl);
  onTestFinished(() => client.close());
  return openCollections(client.db(mongodbDatabase));
}

/** Whether BullMQ itself takes the queue as paused. */
export async function isQueuePaused(): Promise<boolean> {
  const { redisUrl, queue } = theStack();
  const redis = new Redis(redisUrl);
  try {
    return (await redis.hexists(`${queue.prefix}:${queue.name}:meta`, 'paused')) === 1;
  } finally {
    redis.disconnect();
  }
}

/** Past the API, for a test that ends before it has done so: a paused queue is no start for the next one. */
export const resumeQueue = (): Promise<void> => withQueue((queue) => queue.resume());

/** Past the API, as a script or another tool does it. */
export const pauseQueue = (): Promise<void> => withQueue((queue) => queue.pause());

async function withQueue(work: (queue: Queue) => Promise<void>): Promise<void> {
  const { redisUrl, queue } = theStack();
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const opened = new Queue(queue.name, { connection, prefix: queue.prefix });
  await work(opened);
  await opened.close();
  connection.disconnect();
}
