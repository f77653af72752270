import type { ExpectedMemory, QueueMemory } from '../queue/click-queue.js';

/** What the ledger keeps of Redis' epoch and mark. */
export type EpochRecord = {
  readonly epoch: string;
  readonly mark: number;
  /** When the mark rose last here, by MongoDB's clock. */
  readonly markedAt: Date;
  /** When the epoch began here. */
  readonly since: Date;
};

/**
 * Keeps one record, of the Redis that clicks are accepted by. All of it is committed by a majority when a call returns.
 *
 * @throws PipelineError `LEDGER_UNAVAILABLE` when MongoDB is out of reach.
 */
export type EpochLedger = {
  /** `undefined`: there is none, in a ledger that is new or was never used by a version that keeps one. */
  read(): Promise<EpochRecord | undefined>;
  /** Keeps an epoch with its mark, unless one is kept. */
  begin(memory: Pick<QueueMemory, 'epoch' | 'mark'>): Promise<void>;
  /** Raises the mark of this epoch. No effect where it is as high, or another epoch is kept. */
  raise(memory: Pick<QueueMemory, 'epoch' | 'mark'>): Promise<void>;
  /** Keeps another epoch, whatever is kept. */
  replace(epoch: string): Promise<void>;
};

/**
 * Steps by which Redis' mark may be behind: one that lost its last second, as level `fast` admits, may have lost the last
 * rise with it.
 */
const TOLERATED_STEPS = 1;

/** What Redis must show when `mark` was seen of an epoch. */
export function expectMemory({ epoch, mark }: Pick<QueueMemory, 'epoch' | 'mark'>): ExpectedMemory {
  return { epoch, leastMark: mark - TOLERATED_STEPS };
}

/** Why Redis must have forgotten clicks, as a sentence without its full stop; undefined when it shows what is expected. */
export function whyForgotten(memory: QueueMemory | undefined, { epoch, leastMark }: ExpectedMemory): string | undefined {
  if (memory === undefined) return 'Redis has no epoch any more: it was emptied, or its data were lost';
  if (memory.epoch !== epoch) return 'Redis has another epoch than is known here: it was emptied, or another Redis is asked';
  if (memory.mark >= leastMark) return undefined;
  const at = new Date(memory.markedAt).toISOString();
  return `Redis is as it was shortly after ${at}, at mark ${memory.mark} instead of ${leastMark} or more: an older copy of its data was restored`;
}
