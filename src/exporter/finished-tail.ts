import type { JobOutcome } from './label-values.js';
import { keyOf, type QueueAddress } from './queue-address.js';
import { readInTurn } from './read-queues.js';
import type { ReadCommand, ReadPipelines } from './read-pipelines.js';

/** The sorted set of a queue's kept jobs of one outcome, read from where it was read last. */
export type FinishedTail = {
  readonly address: QueueAddress;
  readonly outcome: JobOutcome;
  cursor: Cursor | undefined;
};

export type Cursor = {
  /** Highest score that was seen, milliseconds; -1: the set was empty. */
  readonly score: number;
  /** `id score` of what was seen near the end, which is read again: the clocks of workers differ. */
  readonly near: ReadonlySet<string>;
};

export type NewlyFinished = {
  /** Ids that were not seen before, oldest first. */
  readonly ids: readonly string[];
  /** Further ones that were too many to be read. */
  readonly unread: number;
  /** Jobs kept now. */
  readonly kept: number;
  /** All that were seen before are gone: jobs in between may have come and gone. */
  readonly hasGap: boolean;
};

/** Milliseconds by which the clocks of two workers may differ without a job being missed. */
const OVERLAP_MS = 2000;
/** Most ids of one set in one read, those that are read again included. */
const MOST_IDS = 10_000;

/**
 * Reads what each set has got since the last time. The first read of a set only remembers its end.
 *
 * @throws when Redis cannot be reached.
 */
export async function readTails(read: ReadPipelines, tails: readonly FinishedTail[]): Promise<(NewlyFinished | Error)[]> {
  const replies = await readInTurn(read, tails.map(commandsOf));
  return await Promise.all(
    tails.map(async (tail, index) => {
      const reply = replies[index] ?? new Error('no reply');
      return reply instanceof Error ? reply : advance(read, tail, reply);
    }),
  );
}

function commandsOf({ address, outcome, cursor }: FinishedTail): ReadCommand[] {
  const key = keyOf(address, outcome);
  const size: ReadCommand = ['zcard', key];
  if (cursor === undefined) return [size, ['zrevrange', key, 0, 999, 'WITHSCORES']];
  const from = Math.max(0, cursor.score - OVERLAP_MS);
  return [
    size,
    ['zrangebyscore', key, from, '+inf', 'WITHSCORES', 'LIMIT', 0, MOST_IDS],
    ['zcount', key, '-inf', cursor.score],
  ];
}

async function advance(read: ReadPipelines, tail: FinishedTail, [size, range, older]: readonly unknown[]): Promise<NewlyFinished | Error> {
  const kept = Number(size);
  const entries = toEntries(range as string[]);
  const { cursor } = tail;
  if (cursor === undefined) {
    tail.cursor = toCursor(entries, { score: -1, near: new Set() });
    return { ids: [], unread: 0, kept, hasGap: false };
  }
  const fresh = entries.filter(({ id, score }) => !cursor.near.has(`${id} ${score}`));
  const hasGap = fresh.length > 0 && cursor.score >= 0 && Number(older) === 0;
  tail.cursor = toCursor(entries, cursor);
  const unread = entries.length < MOST_IDS ? 0 : await skipToEnd(read, tail, tail.cursor);
  return { ids: fresh.map(({ id }) => id), unread, kept, hasGap };
}

/** Leaves out what is too much to be read, and says how much it was; when that fails, the next read goes on here. */
async function skipToEnd(read: ReadPipelines, tail: FinishedTail, { score }: Cursor): Promise<number> {
  const key = keyOf(tail.address, tail.outcome);
  const ask = async (command: ReadCommand) => {
    const [reply] = await readInTurn(read, [[command]]).catch((fault: Error) => [fault]);
    return reply instanceof Error ? undefined : reply?.[0];
  };
  const [end] = toEntries(((await ask(['zrevrange', key, 0, 0, 'WITHSCORES'])) ?? []) as string[]);
  const count = end && (await ask(['zcount', key, `(${score}`, end.score]));
  if (end === undefined || count === undefined) return 0;
  tail.cursor = { score: end.score, near: new Set([`${end.id} ${end.score}`]) };
  return Number(count);
}

type Entry = { readonly id: string; readonly score: number };

function toCursor(entries: readonly Entry[], before: Cursor): Cursor {
  const score = entries.reduce((highest, entry) => Math.max(highest, entry.score), before.score);
  const near = entries.filter((entry) => entry.score >= score - OVERLAP_MS).map((entry) => `${entry.id} ${entry.score}`);
  return { score, near: new Set(near) };
}

function toEntries(flat: readonly string[]): Entry[] {
  return flat.flatMap((id, index) => (index % 2 === 0 ? [{ id, score: Number(flat[index + 1]) }] : []));
}
