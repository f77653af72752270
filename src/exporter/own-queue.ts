import { createRedisKeys, QUEUE_NAME } from '../redis/redis-keys.js';
import type { QueueAddress } from './queue-address.js';
import type { ReadCommand } from './read-pipelines.js';

/** The prefix that the pipeline has unless it is set otherwise. */
const STANDARD_PREFIX = '{mining-clicks}';

/** Asks whether the totals of the click pipeline lie beside the queue. */
export function isOwnQueueCommand({ prefix }: QueueAddress): ReadCommand {
  return ['exists', createRedisKeys(prefix).totals];
}

/** Whether the queue is the click pipeline's, whose API and worker export depth, lag and totals in clicks themselves. */
export function isOwnQueue({ prefix, name }: QueueAddress, hasTotals: unknown): boolean {
  return name === QUEUE_NAME && (prefix === STANDARD_PREFIX || hasTotals === 1);
}
