import { runAudited, type AuditedAct, type AuditTrail } from '../ledger/audit-trail.js';
import type { QueueSwitch, ReadPauseRecord, ReadQueueState } from '../queue/click-queue.js';
import { QUEUE_NAME } from '../redis/redis-keys.js';
import type { QueueControl, QueueState } from './found.js';
import { createPauseWatch, findWhoPaused } from './queue-pause.js';

/** Each call of the first three ends in time. */
export type QueueControlParts = { readonly readState: ReadQueueState; readonly readPauses: ReadPauseRecord; readonly queue: QueueSwitch; readonly trail: AuditTrail };

export function createQueueControl({ readState, readPauses, queue, trail }: QueueControlParts): QueueControl {
  const watchPause = createPauseWatch();

  async function read(): Promise<QueueState> {
    const [isPaused, { now, depth, lagMs, unfinishedBatches, jobs }] = await Promise.all([queue.isPaused(), readState()]);
    const pausedSince = watchPause(isPaused, isPaused ? await readPauses() : {}, now);
    const pause = pausedSince && (await findWhoPaused(trail, pausedSince));
    const { waiting, active, delayed, failed, completed, prioritized } = jobs;
    return { at: now, name: QUEUE_NAME, isPaused, ...(pause && { pause }), depth, jobs: { waiting, active, delayed, failed, completed, prioritized }, oldestMs: unfinishedBatches === 0 ? null : lagMs };
  }

  /** Safe to repeat: what is so already is counted as `unchanged`. */
  async function turn(act: AuditedAct & `${string}-queue`, by: string, reason: string): Promise<QueueState> {
    const intent = { by, via: 'http', act, filter: { queue: QUEUE_NAME, reason } } as const;
    await runAudited(trail, intent, async (count) => {
      const wasPaused = await queue.isPaused();
      await (act === 'pause-queue' ? queue.pause() : queue.resume());
      count(wasPaused === (act === 'pause-queue') ? 'unchanged' : 'changed');
      return 'done';
    });
    return read();
  }

  return {
    read,
    pause: (by, { reason }) => turn('pause-queue', by, reason),
    resume: (by, { reason }) => turn('resume-queue', by, reason),
  };
}
