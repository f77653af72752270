import type { Cluster, Redis } from 'ioredis';
import { slotOf } from './key-slot.js';

/** Everything that the exporter ever asks about a key: plain reads. */
export type ReadCommandName =
  | 'exists'
  | 'get'
  | 'hget'
  | 'hmget'
  | 'llen'
  | 'lrange'
  | 'zcard'
  | 'zcount'
  | 'zrange'
  | 'zrangebyscore'
  | 'zrevrange';
export type ReadCommand = readonly [name: ReadCommandName, key: string, ...rest: (string | number)[]];

/** What Redis answered: a value, or why there is none. */
export type Reply = { readonly value: unknown; readonly fault: Error | undefined };

/**
 * Runs the commands and gives their replies in the same order. A command that Redis refuses has a fault of its own.
 *
 * @throws when Redis cannot be reached.
 */
export type ReadPipelines = (commands: readonly ReadCommand[]) => Promise<readonly Reply[]>;

/** Sends all commands at once, in one pipeline for each node that holds some of their keys. */
export function createReadPipelines(client: Redis | Cluster): ReadPipelines {
  return async (commands) => {
    const replies: Reply[] = new Array<Reply>(commands.length);
    const groups = [...groupByNode(client, commands).values()];
    await Promise.all(
      groups.map(async (indexes) => {
        const results = await client.pipeline(indexes.map((index) => [...(commands[index] ?? [])])).exec();
        indexes.forEach((index, place) => {
          const [fault, value] = results?.[place] ?? [new Error('no reply'), undefined];
          replies[index] = { value, fault: fault ?? undefined };
        });
        throwIfNoneAnswered(indexes.map((index) => replies[index]?.fault));
      }),
    );
    return replies;
  };
}

/** Without a connection, ioredis gives each command of a pipeline the same fault. */
function throwIfNoneAnswered(faults: readonly (Error | undefined)[]): void {
  const [first] = faults;
  if (first !== undefined && first.name !== 'ReplyError' && faults.every((fault) => fault !== undefined)) throw first;
}

/** Places of the commands, by the nodes that their keys are on. */
function groupByNode(client: Redis | Cluster, commands: readonly ReadCommand[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  commands.forEach(([, key], index) => {
    const node = 'slots' in client ? (client.slots[slotOf(key)] ?? []).join() : '';
    const group = groups.get(node);
    if (group) group.push(index);
    else groups.set(node, [index]);
  });
  return groups;
}
