/** A BullMQ queue, by what its keys begin with. */
export type QueueAddress = {
  readonly prefix: string;
  readonly name: string;
};

/** BullMQ's own prefix, alone and as a hash tag for clusters. */
const STANDARD_PREFIXES: readonly string[] = ['bull', '{bull}'];
const STANDARD_PREFIX = 'bull';

/** The key of a part of the queue: `wait`, `meta`, or a job's id. */
export function keyOf({ prefix, name }: QueueAddress, part: string): string {
  return `${prefix}:${name}:${part}`;
}

/** Reads `name`, or `prefix:name` where the prefix is another one; BullMQ allows no colon in a name. */
export function parseQueueAddress(text: string, prefix = STANDARD_PREFIX): QueueAddress {
  const colon = text.lastIndexOf(':');
  return colon < 0 ? { prefix, name: text } : { prefix: text.slice(0, colon), name: text.slice(colon + 1) };
}

/** The queue that a key `<prefix>:<name>:meta` belongs to; undefined when it has not that form. */
export function queueOfMetaKey(key: string): QueueAddress | undefined {
  const [, prefix, name] = /^(.+):([^:]+):meta$/s.exec(key) ?? [];
  return prefix === undefined || name === undefined ? undefined : { prefix, name };
}

/** Longest value of the label `queue`, in characters. */
const LONGEST_LABEL = 100;

/** What the queue is called in metrics: its name, after its prefix where that is not BullMQ's own. */
export function labelOf({ prefix, name }: QueueAddress): string {
  const label = STANDARD_PREFIXES.includes(prefix) ? name : `${prefix}:${name}`;
  return label.length <= LONGEST_LABEL ? label : `${label.slice(0, LONGEST_LABEL - 1)}…`;
}
