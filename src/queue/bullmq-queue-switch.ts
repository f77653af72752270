import type { Queue } from 'bullmq';
import type { QueueSwitch } from './click-queue.js';
import { withQueueDeadline } from './queue-faults.js';

/** BullMQ's own pause, which every BullMQ worker of any language heeds. `deadlineMs`: milliseconds after which a call is given up. */
export function createQueueSwitch(queue: Pick<Queue, 'isPaused' | 'pause' | 'resume'>, deadlineMs: number): QueueSwitch {
  return {
    isPaused: () => withQueueDeadline(queue.isPaused(), deadlineMs),
    pause: () => withQueueDeadline(queue.pause(), deadlineMs),
    resume: () => withQueueDeadline(queue.resume(), deadlineMs),
  };
}
