import { definePoint, type Point } from './points.js';
import { defineExperiment } from './support/line.js';

/**
 * In the order of the click's way:
 *
 *   API     admitClicks | ticket | answer
 *   worker  fetch | takeBatch (seals) | transaction: rows | accounts | commit | finishBatch | the job completed
 */
export const CRASH_POINTS: readonly Point[] = [
  definePoint('crash-after-admission', 'api', 'redis admitClicks answered', 'API dies: accepted, no ticket, no answer'),
  definePoint('crash-after-ticket', 'api', 'redis addStandardJob answered', 'API dies: the ticket is added'),
  definePoint('crash-before-answer', 'api', 'http 202 sent', 'API dies: the answer is about to go out'),
  definePoint('crash-after-fetch', 'worker', 'redis takeBatch sent', 'worker dies: the job is fetched'),
  definePoint('crash-after-seal', 'worker', 'redis takeBatch answered', 'worker dies: the batch is sealed'),
  definePoint('crash-between-rows-and-accounts', 'worker', 'mongodb insert clicks answered', 'worker dies in the transaction: rows written, accounts not'),
  definePoint('crash-before-commit', 'worker', 'mongodb commitTransaction sent', 'worker dies in the transaction: all written'),
  definePoint('crash-after-commit', 'worker', 'mongodb commitTransaction answered', 'worker dies: committed, the reply not seen'),
  definePoint('crash-before-finish', 'worker', 'redis finishBatch sent', 'worker dies: committed, the batch still there'),
  definePoint('crash-after-finish', 'worker', 'redis finishBatch answered', 'worker dies: the batch removed, the job not completed'),
];

/** Those that take more than one process that dies at a step. */
export const CRASH_IN_REAPER = defineExperiment('crash-in-reaper', 'a worker dies: the reaper chose a job id, the ticket is not added');
/** At any step that it makes from SIGTERM on. */
export const CRASHES_IN_DRAIN: readonly Point[] = [
  definePoint('crash-in-api-drain', 'api', 'any', 'API dies while it stops in order'),
  definePoint('crash-in-worker-drain', 'worker', 'any', 'worker dies while it stops in order'),
];
export const CRASH_IN_INDEX_CREATION = defineExperiment('crash-in-index-creation', 'a worker dies while it creates the indexes; the other starts at the same time');
