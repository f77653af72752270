import type { FailureCodes } from './failure-codes.js';
import { finishedJobCommand, toFinishedJob, type FinishedJob } from './finished-job.js';
import { readTails, type FinishedTail, type NewlyFinished } from './finished-tail.js';
import { JOB_OUTCOMES, type JobOutcome } from './label-values.js';
import { findPriorities } from './priority-levels.js';
import { keyOf, labelOf, type QueueAddress } from './queue-address.js';
import { addNews, addRemovedFailures, createQueueTotals, haveJobsLeft, type QueueTotals } from './queue-totals.js';
import type { ReadPipelines } from './read-pipelines.js';
import { readInTurn, readQueues, type QueueReadings } from './read-queues.js';
import { isOwnQueueCommand, isOwnQueue } from './own-queue.js';

/** A queue that is watched, and what was found out about it until now. */
export type Watched = {
  readonly address: QueueAddress;
  /** The label `queue`. */
  readonly label: string;
  readonly totals: QueueTotals;
  readonly tails: Readonly<Record<JobOutcome, FinishedTail>>;
  priorities: readonly number[];
  /** Whether it is the pipeline's own, whose clicks API and worker count. Undefined until the first look. */
  isOwn: boolean | undefined;
  /** Living workers, if they may be counted. */
  workers: number | undefined;
  /** Looks in a row at which more jobs had been added than there were: one may fall between two replies. */
  looksWithJobsGone: number;
};

export type QueueWatchOptions = {
  readonly read: ReadPipelines;
  /** Milliseconds on Redis' clock, as far as it is known. */
  readonly now: () => number;
  readonly failureCodes: FailureCodes;
  readonly mostQueues: number;
  readonly onFinished: (queue: Watched, outcome: JobOutcome, job: FinishedJob) => void;
};

/** Most finished jobs that one look reads one by one, of all queues together. */
const MOST_JOBS_READ = 2000;
const LEAST_JOBS_READ = 10;

export type QueueWatch = ReturnType<typeof createQueueWatch>;

/** Watches queues: reads them for a scrape, and looks at what has finished since the last look. */
export function createQueueWatch({ read, now, failureCodes, mostQueues, onFinished }: QueueWatchOptions) {
  let watched: readonly Watched[] = [];
  let isLooking = false;

  /** Watches these queues from now on, the ones watched before first. Gives those that it watches no more, and how many are too many. */
  function watch(addresses: readonly QueueAddress[]): { readonly dropped: readonly Watched[]; readonly leftOut: number } {
    const before = watched;
    const wanted = new Set(addresses.map((address) => keyOf(address, '')));
    watched = before.filter(({ address }) => wanted.has(keyOf(address, '')));
    const known = new Set(watched.map(({ address }) => keyOf(address, '')));
    const fresh = addresses.filter((address) => !known.has(keyOf(address, '')));
    const taken = fresh.slice(0, Math.max(0, mostQueues - watched.length));
    for (const address of taken) watched = [...watched, createWatched(address, watched)];
    return { dropped: before.filter((queue) => !watched.includes(queue)), leftOut: fresh.length - taken.length };
  }

  function isWatched(queue: Watched): boolean {
    return watched.includes(queue);
  }

  /** Says nothing of a queue that was dropped while it was looked at. */
  const tellOfWatched: typeof onFinished = (queue, ...finished) => {
    if (isWatched(queue)) onFinished(queue, ...finished);
  };

  /** The state of each queue now, in the order of `queues()`. Changes nothing. */
  function readAll(): Promise<QueueReadings> {
    return readQueues(read, watched, now());
  }

  /**
   * Looks at what has finished since the last look, one look at a time. Gives the faults of single queues.
   *
   * @throws when Redis cannot be reached, or the last look still waits for it.
   */
  async function look(): Promise<readonly Error[]> {
    if (isLooking) throw new Error('the last look at finished jobs has not ended');
    isLooking = true;
    try {
      return await lookAt(watched);
    } finally {
      isLooking = false;
    }
  }

  async function lookAt(queues: readonly Watched[]): Promise<readonly Error[]> {
    const [readings, levels] = await Promise.all([
      readQueues(read, queues, now()),
      findPriorities(read, queues.map(({ address }) => address)),
      markOwnQueues(read, queues),
    ]);
    // From here on nothing may throw: what the tails give is given once.
    const news = await readTails(read, queues.flatMap(({ tails }) => JOB_OUTCOMES.map((outcome) => tails[outcome])));
    queues.forEach((queue, index) => (queue.priorities = levels[index] ?? []));
    await readJobs({ read, failureCodes, onFinished: tellOfWatched }, queues, news);
    queues.forEach((queue, index) => {
      const reading = readings[index];
      if (reading === undefined || reading instanceof Error) return;
      queue.looksWithJobsGone = haveJobsLeft(reading) ? queue.looksWithJobsGone + 1 : 0;
      const failed = news[2 * index + 1];
      addRemovedFailures(queue.totals, reading.failed, failed && !(failed instanceof Error) ? failed.ids.length + failed.unread : 0);
    });
    return [...readings, ...news].filter((each) => each instanceof Error);
  }

  return { watch, readAll, look, queues: () => watched, isWatched };
}

type JobReading = Pick<QueueWatchOptions, 'read' | 'failureCodes' | 'onFinished'>;

/** Reads the jobs that have just finished one by one, as far as they are not too many, and counts them all. Never throws. */
async function readJobs(
  { read, failureCodes, onFinished }: JobReading,
  queues: readonly Watched[],
  allNews: readonly (NewlyFinished | Error)[],
): Promise<void> {
  const most = Math.max(LEAST_JOBS_READ, Math.floor(MOST_JOBS_READ / Math.max(1, allNews.length)));
  const tails = queues.flatMap((queue) => JOB_OUTCOMES.map((outcome) => ({ queue, outcome })));
  const commands = tails.map(({ queue }, index) => {
    const news = allNews[index];
    // The newest ones are the likeliest to be there still.
    return news === undefined || news instanceof Error ? [] : news.ids.slice(-most).map((id) => finishedJobCommand(queue.address, id));
  });
  const replies = await readInTurn(read, commands).catch((fault: Error) => commands.map(() => fault));
  tails.forEach(({ queue, outcome }, index) => {
    const [news, reply] = [allNews[index], replies[index]];
    if (news === undefined || news instanceof Error) return;
    const jobs = reply === undefined || reply instanceof Error ? [] : reply.map(toFinishedJob);
    addNews(queue.totals, outcome, { ...news, jobs }, failureCodes);
    for (const job of jobs) if (job !== undefined) onFinished(queue, outcome, job);
  });
}

async function markOwnQueues(read: ReadPipelines, queues: readonly Watched[]): Promise<void> {
  const replies = await readInTurn(read, queues.map(({ address }) => [isOwnQueueCommand(address)]));
  queues.forEach((queue, index) => {
    const reply = replies[index];
    if (reply !== undefined && !(reply instanceof Error)) queue.isOwn = isOwnQueue(queue.address, reply[0]);
  });
}

function createWatched(address: QueueAddress, others: readonly Watched[]): Watched {
  const label = labelOf(address);
  const isTaken = others.some((other) => other.label === label);
  const tail = (outcome: JobOutcome): FinishedTail => ({ address, outcome, cursor: undefined });
  return {
    address,
    label: isTaken ? `${address.prefix}:${address.name}` : label,
    totals: createQueueTotals(),
    tails: { completed: tail('completed'), failed: tail('failed') },
    priorities: [],
    workers: undefined,
    isOwn: undefined,
    looksWithJobsGone: 0,
  };
}
