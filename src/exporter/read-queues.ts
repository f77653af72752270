import type { QueueJobState } from './label-values.js';
import { keyOf, type QueueAddress } from './queue-address.js';
import type { ReadCommand, ReadPipelines, Reply } from './read-pipelines.js';
import { waitingSince } from './waiting-since.js';

/** A queue at one instant; times in milliseconds on Redis' clock. */
export type QueueReading = {
  readonly jobs: Readonly<Record<QueueJobState, number>>;
  /** Jobs that a worker could take now. */
  readonly depth: number;
  /** How long the oldest of them has waited; 0 when there is none. */
  readonly lagMs: number;
  /** How long the longest active job has been; 0 when there is none. */
  readonly oldestActiveMs: number;
  /** Of the longest active ones. */
  readonly jobsWithoutLock: number;
  readonly isPaused: boolean;
  /** Jobs added since the queue exists; undefined when none was. */
  readonly added: number | undefined;
  /** BullMQ's own counts; undefined when no worker keeps them. */
  readonly completed: number | undefined;
  readonly failed: number | undefined;
  /** When a worker last looked for stalled jobs; undefined when none did of late. */
  readonly stallsCheckedAt: number | undefined;
};

/** What is known of a queue between two reads. */
export type WatchedQueue = {
  readonly address: QueueAddress;
  /** The priorities that its jobs had at the last look: each may hold an old job behind new ones of a higher one. */
  readonly priorities: readonly number[];
};

/** The reading of each queue in order, or why it has none. */
export type QueueReadings = readonly (QueueReading | Error)[];

/**
 * Jobs at the end of the waiting list of which the oldest is looked for: stalled jobs and those that are last in, first
 * out are put there before those that wait for longer, and the last ones may be taken before they are read.
 */
const WAITING_LOOKED_AT = 10;
/** Longest active jobs whose locks are looked at. */
const ACTIVE_LOOKED_AT = 20;
/** The lower bits of a delayed job's score only order jobs of one millisecond. */
const DELAYED_SCORE_STEP = 0x1000;
/** A prioritized job's score is its priority times this, plus a counter. */
export const PRIORITY_SCORE_STEP = 0x100000000;

/**
 * Reads queues in two pipelines: everything that can be asked by name, then the jobs that turned out to be the oldest
 * ones.
 *
 * @param now milliseconds on Redis' clock
 * @throws when Redis cannot be reached.
 */
export async function readQueues(read: ReadPipelines, queues: readonly WatchedQueue[], now: number): Promise<QueueReadings> {
  const asked = await readInTurn(read, queues.map((queue) => commandsOf(queue, now)));
  const firsts = asked.map((replies) => (replies instanceof Error ? replies : toFirstReading(replies, now)));
  const jobs = await readInTurn(
    read,
    firsts.map((first, index) => (first instanceof Error || !queues[index] ? [] : jobCommandsOf(queues[index].address, first))),
  );
  return firsts.map((first, index) => {
    const replies = jobs[index] ?? [];
    if (first instanceof Error || replies instanceof Error) return first instanceof Error ? first : (replies as Error);
    return toReading(first, replies, now);
  });
}

/** Runs many lists of commands together, and gives each its replies, or the first fault among them. */
export async function readInTurn(read: ReadPipelines, lists: readonly (readonly ReadCommand[])[]): Promise<(unknown[] | Error)[]> {
  const replies = await read(lists.flat());
  let end = 0;
  return lists.map((list) => {
    const own: readonly Reply[] = replies.slice(end, (end += list.length));
    return own.find(({ fault }) => fault !== undefined)?.fault ?? own.map(({ value }) => value);
  });
}

function commandsOf({ address, priorities }: WatchedQueue, now: number): ReadCommand[] {
  const key = (part: string) => keyOf(address, part);
  const levels = priorities.map((priority): ReadCommand => {
    const [from, below] = [priority * PRIORITY_SCORE_STEP, (priority + 1) * PRIORITY_SCORE_STEP];
    return ['zrangebyscore', key('prioritized'), from, `(${below}`, 'LIMIT', 0, 1];
  });
  return [
    ['llen', key('wait')],
    ['lrange', key('wait'), -WAITING_LOOKED_AT - 1, -1],
    ['llen', key('paused')],
    ['lrange', key('paused'), -WAITING_LOOKED_AT - 1, -1],
    ['llen', key('active')],
    ['lrange', key('active'), -ACTIVE_LOOKED_AT, -1],
    ['zcard', key('delayed')],
    ['zcount', key('delayed'), '-inf', `(${(now + 1) * DELAYED_SCORE_STEP}`],
    ['zrange', key('delayed'), 0, 0, 'WITHSCORES'],
    ['zcard', key('completed')],
    ['zcard', key('failed')],
    ['zcard', key('waiting-children')],
    ['hmget', key('meta'), 'paused'],
    ['hget', key('metrics:completed'), 'count'],
    ['hget', key('metrics:failed'), 'count'],
    ['get', key('id')],
    ['get', key('stalled-check')],
    ['zcard', key('prioritized')],
    ['zrange', key('prioritized'), 0, 0],
    ...levels,
  ];
}

type FirstReading = Omit<QueueReading, 'lagMs' | 'oldestActiveMs' | 'jobsWithoutLock'> & {
  /** Jobs of which one is the oldest that waits. */
  readonly heads: readonly string[];
  /** Longest first. */
  readonly active: readonly string[];
  /** For how long the first delayed job has been due. */
  readonly overdueMs: number;
};

function toFirstReading(replies: readonly unknown[], now: number): FirstReading {
  const numbers = (index: number) => Number(replies[index] ?? 0);
  const texts = (index: number) => (replies[index] ?? []) as string[];
  const waiting = withoutMarker(numbers(0), texts(1));
  const paused = withoutMarker(numbers(2), texts(3));
  const active = texts(5).filter((id) => !isMarker(id));
  const [, firstDelayed] = texts(8);
  const levels = replies.slice(18).flatMap((reply) => reply as string[]);
  const jobs = {
    waiting: waiting.count,
    paused: paused.count,
    active: numbers(4),
    delayed: numbers(6),
    completed: numbers(9),
    failed: numbers(10),
    'waiting-children': numbers(11),
    prioritized: numbers(17),
  };
  return {
    jobs,
    depth: jobs.waiting + jobs.paused + jobs.prioritized + numbers(7),
    isPaused: texts(12)[0] !== null,
    ...toLifetimes(toNumber(replies[13]), toNumber(replies[14])),
    added: toNumber(replies[15]),
    stallsCheckedAt: toNumber(replies[16]),
    heads: [...new Set([...waiting.heads, ...paused.heads, ...levels])],
    active: active.reverse(),
    overdueMs: firstDelayed === undefined ? 0 : Math.max(0, now - Math.floor(Number(firstDelayed) / DELAYED_SCORE_STEP)),
  };
}

/** Workers count both outcomes or none: where one count exists, the other one that does not is 0. */
function toLifetimes(completed: number | undefined, failed: number | undefined): Pick<QueueReading, 'completed' | 'failed'> {
  if (completed === undefined && failed === undefined) return { completed, failed };
  return { completed: completed ?? 0, failed: failed ?? 0 };
}

/** BullMQ 4 keeps a marker at the end of its lists, to wake workers up for delayed and prioritized jobs. */
function withoutMarker(length: number, tail: readonly string[]): { count: number; heads: readonly string[] } {
  const heads = tail.filter((id) => !isMarker(id));
  return { count: length - (tail.length - heads.length), heads: heads.slice(-WAITING_LOOKED_AT) };
}

function isMarker(id: string): boolean {
  return id.startsWith('0:');
}

function jobCommandsOf(address: QueueAddress, { heads, active }: FirstReading): ReadCommand[] {
  return [
    ...heads.map((id): ReadCommand => ['hmget', keyOf(address, id), 'timestamp', 'opts', 'processedOn']),
    ...active.slice(0, 1).map((id): ReadCommand => ['hmget', keyOf(address, id), 'processedOn']),
    ...active.map((id): ReadCommand => ['exists', keyOf(address, `${id}:lock`)]),
    // After the locks: a job that has ended in between has none, and is not active any more.
    ['lrange', keyOf(address, 'active'), -ACTIVE_LOOKED_AT, -1],
  ];
}

function toReading(first: FirstReading, replies: readonly unknown[], now: number): QueueReading {
  const { heads, active, overdueMs, ...reading } = first;
  const waits = replies.slice(0, heads.length).map((fields) => {
    const [timestamp, opts, processedOn] = fields as (string | null)[];
    // A job that was taken and removed in between waits no more.
    return timestamp ? now - waitingSince({ timestamp, opts, processedOn }) : 0;
  });
  const [longest, ...locks] = active.length === 0 ? [] : replies.slice(heads.length);
  const stillActive = new Set((replies.at(-1) ?? []) as string[]);
  const startedAt = Number((longest as (string | null)[] | undefined)?.[0] ?? now);
  return {
    ...reading,
    lagMs: Math.max(0, overdueMs, ...waits),
    oldestActiveMs: active.length === 0 ? 0 : Math.max(0, now - startedAt),
    jobsWithoutLock: active.filter((id, index) => locks[index] === 0 && stillActive.has(id)).length,
  };
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}
