import type { QueueAddress } from './queue-address.js';

/**
 * Counts the workers of a queue in the lists of clients that the nodes gave, by the names that BullMQ gives their
 * connections. In a cluster, each worker shows on one or on several nodes: the node with the most of them counts, as
 * for BullMQ itself.
 */
export function countWorkers({ prefix, name }: QueueAddress, clientNames: readonly (readonly string[])[]): number {
  const unnamed = `${prefix}:${Buffer.from(name).toString('base64')}`;
  const counts = clientNames.map((names) => names.filter((each) => each === unnamed || each.startsWith(`${unnamed}:w:`)).length);
  return Math.max(0, ...counts);
}

/** The names in a reply to CLIENT LIST, without those of clients that have none. */
export function readClientNames(list: string): readonly string[] {
  return [...list.matchAll(/ name=(\S+)/g)].map(([, name = '']) => name);
}
