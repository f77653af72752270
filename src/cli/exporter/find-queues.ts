import type { Cluster, Redis } from 'ioredis';
import { nearNames } from '../../config/near-names.js';
import { StartFault } from '../../embedded/start-fault.js';
import { discoverQueues } from '../../exporter/discover-queues.js';
import { keyOf, labelOf, parseQueueAddress, type QueueAddress } from '../../exporter/queue-address.js';
import { createReadPipelines, type ReadCommand } from '../../exporter/read-pipelines.js';
import { readInTurn } from '../../exporter/read-queues.js';

/** Parts of which a queue that was ever used has at least one. */
const PARTS = ['meta', 'id', 'wait', 'paused', 'active', 'delayed', 'prioritized', 'completed', 'failed'] as const;

export type FindOptions = {
  readonly client: Redis | Cluster;
  readonly names: readonly string[];
  /** Prefix of names that have none. */
  readonly prefix: string | undefined;
  readonly signal: AbortSignal;
};

/**
 * The queues of these names.
 *
 * @throws StartFault that says which names would be right.
 */
export async function findQueues({ client, names, prefix, signal }: FindOptions): Promise<readonly QueueAddress[]> {
  const read = createReadPipelines(client);
  const addresses = names.map((name) => parseQueueAddress(name, prefix));
  const commands = addresses.map((address) => PARTS.map((part): ReadCommand => ['exists', keyOf(address, part)]));
  const replies = await readInTurn(read, commands);
  const refused = replies.find((reply) => reply instanceof Error);
  if (refused instanceof Error) throw refused;
  const missing = addresses.find((_, index) => (replies[index] as unknown[]).every((exists) => exists === 0));
  if (missing === undefined && addresses.length > 0) return addresses;
  const masters = 'nodes' in client ? client.nodes('master') : [client];
  const found = await discoverQueues(masters, read, { signal, onPage: () => undefined });
  throw missing === undefined ? noneNamed(found) : notThere(missing, found);
}

function noneNamed(found: readonly QueueAddress[]): StartFault {
  const names = found.slice(0, 10).map((queue) => labelOf(queue));
  const there = names.length === 0 ? 'no BullMQ queue was found in this Redis yet' : `found: ${names.join(', ')}`;
  return new StartFault(`Say which queues to watch, --queue NAME for each, or --discover for all (${there}).`);
}

function notThere(missing: QueueAddress, found: readonly QueueAddress[]): StartFault {
  const near = nearNames(labelOf(missing), found.map(labelOf));
  const hint = near.length === 0 ? 'no BullMQ queue was found in this Redis' : `there is ${near.join(', ')}`;
  return new StartFault(`There is no queue "${missing.name}" below the prefix "${missing.prefix}": ${hint}. Write PREFIX:NAME for another prefix.`);
}
