import { keyOf, type QueueAddress } from './queue-address.js';
import type { ReadCommand } from './read-pipelines.js';
import { dueAt } from './waiting-since.js';

/** What a kept job tells about its way; times in milliseconds. */
export type FinishedJob = {
  /** Of its last attempt; undefined when it never began. */
  readonly durationMs: number | undefined;
  /** From when it could be taken until it was; undefined when it was tried more than once. */
  readonly waitMs: number | undefined;
  /** How often it had lost its worker. */
  readonly stalls: number;
  readonly failedReason: string;
};

/** Fields of BullMQ 5 and 6, and where 4 has other ones, those too. */
const FIELDS = ['timestamp', 'opts', 'processedOn', 'finishedOn', 'atm', 'attemptsMade', 'stc', 'stalledCounter', 'failedReason'] as const;
type JobFields = Partial<Record<(typeof FIELDS)[number], string>>;

export function finishedJobCommand(address: QueueAddress, id: string): ReadCommand {
  return ['hmget', keyOf(address, id), ...FIELDS];
}

/** Reads the reply; undefined when the job was removed in the meantime. */
export function toFinishedJob(reply: unknown): FinishedJob | undefined {
  const values = reply as (string | null)[];
  const job = Object.fromEntries(FIELDS.map((field, index) => [field, values[index] ?? undefined])) as JobFields;
  const { timestamp, finishedOn, processedOn, failedReason = '' } = job;
  if (timestamp === undefined || finishedOn === undefined) return undefined;
  const stalls = Number(job.stc ?? job.stalledCounter ?? 0);
  if (processedOn === undefined) return { durationMs: undefined, waitMs: undefined, stalls, failedReason };
  const isFirstAttempt = Number(job.atm ?? job.attemptsMade ?? 0) <= 1 && stalls === 0;
  const waitMs = Math.max(0, Number(processedOn) - dueAt({ timestamp, opts: job.opts }));
  return {
    durationMs: Math.max(0, Number(finishedOn) - Number(processedOn)),
    waitMs: isFirstAttempt ? waitMs : undefined,
    stalls,
    failedReason,
  };
}
