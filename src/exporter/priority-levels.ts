import { keyOf, type QueueAddress } from './queue-address.js';
import { PRIORITY_SCORE_STEP, readInTurn } from './read-queues.js';
import type { ReadCommand, ReadPipelines } from './read-pipelines.js';

/** Priorities of one queue that are told apart; the oldest job of a further one is not seen. */
const MOST_PRIORITIES = 16;

/**
 * Finds the priorities that the jobs of each queue have now, by jumping from each to the next: one small pipeline for
 * each, for all queues together.
 */
export async function findPriorities(read: ReadPipelines, queues: readonly QueueAddress[]): Promise<number[][]> {
  const found: number[][] = queues.map(() => []);
  let open = queues.map((_, index) => index);
  for (let level = 0; level < MOST_PRIORITIES && open.length > 0; level += 1) {
    const commands = open.map((index) => nextLevel(queues[index] as QueueAddress, found[index]?.at(-1)));
    const replies = await readInTurn(read, commands.map((command) => [command]));
    open = open.filter((index, place) => {
      const reply = replies[place];
      const [, score] = (reply instanceof Error ? [] : ((reply?.[0] ?? []) as string[])) as [string?, string?];
      if (score !== undefined) found[index]?.push(Math.floor(Number(score) / PRIORITY_SCORE_STEP));
      return score !== undefined;
    });
  }
  return found;
}

function nextLevel(queue: QueueAddress, last: number | undefined): ReadCommand {
  const from = last === undefined ? '-inf' : String((last + 1) * PRIORITY_SCORE_STEP);
  return ['zrangebyscore', keyOf(queue, 'prioritized'), from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1];
}
