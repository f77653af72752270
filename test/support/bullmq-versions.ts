import * as bullmq6 from 'bullmq';
import * as bullmq4 from 'bullmq-4';
import * as bullmq5 from 'bullmq-5';
import type { JobsOptions } from 'bullmq';
import { onTestFinished } from 'vitest';
import { inject } from 'vitest';

/** What the tests need of BullMQ, which is the same in every version. */
export type AnyQueue = {
  add(name: string, data: unknown, options?: JobsOptions): Promise<{ readonly id?: string }>;
  getJobCounts(...states: string[]): Promise<Record<string, number>>;
  pause(): Promise<void>;
  close(): Promise<void>;
};
export type AnyWorker = { close(force?: boolean): Promise<void> };
export type AnyJob = { readonly data: Record<string, unknown> };

const CLASSES = { 4: bullmq4, 5: bullmq5, 6: bullmq6 } as const;
export type BullmqVersion = keyof typeof CLASSES;
export const BULLMQ_VERSIONS: readonly BullmqVersion[] = [4, 5, 6];

export type QueueOptions = { readonly prefix?: string; readonly url?: string };
export type WorkerOptions = QueueOptions & { readonly concurrency?: number; readonly metrics?: { readonly maxDataPoints: number } };

/** A queue made by a real BullMQ of that version; closed when the test ends. */
export function openQueue(version: BullmqVersion, name: string, { prefix = 'bull', url }: QueueOptions = {}): AnyQueue {
  const Queue = CLASSES[version].Queue as unknown as new (name: string, options: object) => AnyQueue & { on(event: string, listen: () => void): void };
  const queue = new Queue(name, { connection: connectionTo(url), prefix });
  queue.on('error', () => undefined);
  onTestFinished(() => queue.close());
  return queue;
}

/** A worker of that version; closed when the test ends. */
export function openWorker(version: BullmqVersion, name: string, work: (job: AnyJob) => Promise<unknown>, options: WorkerOptions = {}): AnyWorker {
  const { prefix = 'bull', url, ...rest } = options;
  const Worker = CLASSES[version].Worker as unknown as new (...args: unknown[]) => AnyWorker & { on(event: string, listen: () => void): void };
  const worker = new Worker(name, work, { connection: connectionTo(url), prefix, ...rest });
  worker.on('error', () => undefined);
  onTestFinished(() => worker.close(true));
  return worker;
}

function connectionTo(url: string = inject('redisUrl')): object {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), maxRetriesPerRequest: null };
}
