import type { Experiment } from './support/line.js';
import type { Random } from './support/random.js';
import type { StopAt } from './support/stop-at.js';
import type { ProcessName } from './support/world.js';

/** A place between two effects where a process dies. */
export type CrashPoint = Experiment & {
  readonly process: ProcessName;
  readonly step: string;
  /** It dies at one of this many first steps, which one by the seed. */
  readonly mostHits: number;
};

const point = (test: string, process: ProcessName, step: string, about: string): CrashPoint => {
  // About so many that each comes within a few seconds.
  const mostHits = step.includes('admitClicks') || step.includes('http') ? 60 : 15;
  return { test: `crash-${test}`, about, level: 'safe', process, step, mostHits };
};

/**
 * In the order of the click's way:
 *
 *   API     admitClicks | ticket | answer
 *   worker  fetch | takeBatch (seals) | transaction: rows | accounts | commit | finishBatch | the job completed
 */
export const CRASH_POINTS: readonly CrashPoint[] = [
  point('after-admission', 'api', 'redis admitClicks answered', 'API dies: accepted, no ticket, no answer'),
  point('after-ticket', 'api', 'redis addStandardJob answered', 'API dies: the ticket is added'),
  point('before-answer', 'api', 'http 202 sent', 'API dies: the answer is about to go out'),
  point('after-fetch', 'worker', 'redis takeBatch sent', 'worker dies: the job is fetched'),
  point('after-seal', 'worker', 'redis takeBatch answered', 'worker dies: the batch is sealed'),
  point('between-rows-and-accounts', 'worker', 'mongodb insert clicks answered', 'worker dies in the transaction: rows written, accounts not'),
  point('before-commit', 'worker', 'mongodb commitTransaction sent', 'worker dies in the transaction: all written'),
  point('after-commit', 'worker', 'mongodb commitTransaction answered', 'worker dies: committed, the reply not seen'),
  point('before-finish', 'worker', 'redis finishBatch sent', 'worker dies: committed, the batch still there'),
  point('after-finish', 'worker', 'redis finishBatch answered', 'worker dies: the batch removed, the job not completed'),
];

/** Those that need more than one process to die at a step. */
export const CRASH_IN_REAPER: Experiment = { test: 'crash-in-reaper', about: 'a worker dies: the reaper chose a job id, the ticket is not added', level: 'safe' };
export const CRASH_IN_API_DRAIN: Experiment = { test: 'crash-in-api-drain', about: 'API dies while it stops in order', level: 'safe' };
export const CRASH_IN_WORKER_DRAIN: Experiment = { test: 'crash-in-worker-drain', about: 'worker dies while it stops in order', level: 'safe' };
export const CRASH_IN_INDEX_CREATION: Experiment = { test: 'crash-in-index-creation', about: 'a worker dies while it creates the indexes; the other starts at the same time', level: 'safe' };

export function hitOf({ step, mostHits }: CrashPoint, random: Random): StopAt {
  return { step, hit: random.between(1, mostHits), signal: 'SIGKILL' };
}
