import type { Redis } from 'ioredis';
import { keyOf, queueOfMetaKey, type QueueAddress } from './queue-address.js';
import { readInTurn } from './read-queues.js';
import type { ReadPipelines } from './read-pipelines.js';

export type DiscoveryOptions = {
  readonly signal: AbortSignal;
  /** Told of each page of SCAN that was read, with the milliseconds that it took. */
  readonly onPage: (durationMs: number) => void;
};

/** Keys that Redis looks at for one page: well below a millisecond. */
const KEYS_A_PAGE = 1000;
/** Milliseconds between two pages, in which others are served. */
const PAUSE_MS = 2;
/** Most pages of one discovery: 50 million keys. */
const MOST_PAGES = 50_000;
/** Most keys of the right form that are looked at. */
const MOST_CANDIDATES = 5000;

/**
 * Finds every BullMQ queue whose `Queue` objects left a `meta` key, in the order of their names. It looks at every key
 * name of the database, page by page.
 *
 * @throws when Redis cannot be reached.
 */
export async function discoverQueues(masters: readonly Redis[], read: ReadPipelines, options: DiscoveryOptions): Promise<readonly QueueAddress[]> {
  const keys = new Set<string>();
  for (const node of masters) await scanMetaKeys(node, keys, options);
  const candidates = [...keys].sort().flatMap((key) => queueOfMetaKey(key) ?? []);
  const replies = await readInTurn(
    read,
    candidates.map((address) => [['hmget', keyOf(address, 'meta'), 'version', 'opts.maxLenEvents', 'paused']]),
  );
  return candidates.filter((_, index) => isMetaOfBullmq(replies[index]));
}

/** Other programs' keys may end with `:meta` too, and need not even be hashes. */
function isMetaOfBullmq(reply: unknown[] | Error | undefined): boolean {
  if (reply === undefined || reply instanceof Error) return false;
  const [version, maxLenEvents, paused] = reply[0] as (string | null)[];
  return (version?.startsWith('bullmq') ?? false) || maxLenEvents !== null || paused !== null;
}

async function scanMetaKeys(node: Redis, keys: Set<string>, { signal, onPage }: DiscoveryOptions): Promise<void> {
  let cursor = '0';
  for (let page = 0; page < MOST_PAGES && keys.size < MOST_CANDIDATES; page += 1) {
    signal.throwIfAborted();
    const start = performance.now();
    const [next, found] = await node.scan(cursor, 'MATCH', '*:meta', 'COUNT', KEYS_A_PAGE);
    onPage(performance.now() - start);
    for (const key of found) keys.add(key);
    if (next === '0') return;
    cursor = next;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
