import { expectMemory, whyForgotten, type EpochRecord } from '../../ledger/epoch.js';
import type { QueueMemory } from '../../queue/click-queue.js';

/** What both stores tell of what Redis has forgotten. */
export type KnownLoss = {
  readonly memory: QueueMemory | undefined;
  readonly record: EpochRecord | undefined;
  /** The last time of which both stores know, milliseconds since 1970; undefined when the ledger keeps no record. */
  readonly since: number | undefined;
  /** Clicks in the ledger that were accepted since then. */
  readonly clicksSince: number;
};

/** Says it in lines; `isLost`: Redis has forgotten something, as far as the two stores know. */
export function describeLoss({ memory, record, since, clicksSince }: KnownLoss): { readonly isLost: boolean; readonly lines: readonly string[] } {
  const stores = [`Redis:  ${describeMemory(memory)}`, `Ledger: ${describeRecord(record)}`];
  if (record === undefined || since === undefined) {
    return { isLost: false, lines: [...stores, 'The ledger keeps no epoch: a worker gives both one when it starts.'] };
  }
  const why = whyForgotten(memory, expectMemory(record));
  if (why === undefined) return { isLost: false, lines: [...stores, 'The two agree: Redis has forgotten nothing.'] };
  return {
    isLost: true,
    lines: [
      ...stores,
      `${why}.`,
      `The ledger has ${clicksSince} clicks that were accepted after ${isoOf(since)}: they stay credited, and are never credited again.`,
      'Clicks that were accepted and not in the ledger yet are lost: nobody knows how many. Whoever sends one again, with the',
      'same key, is credited once. An audit of a journal (mining-clicks audit) names those of its client.',
    ],
  };
}

function describeMemory(memory: QueueMemory | undefined): string {
  return memory === undefined ? 'no epoch' : `epoch ${memory.epoch}, mark ${memory.mark} of ${isoOf(memory.markedAt)}`;
}

function describeRecord(record: EpochRecord | undefined): string {
  if (record === undefined) return 'no epoch';
  const { epoch, mark, markedAt, since } = record;
  return `epoch ${epoch} since ${isoOf(since)}, mark ${mark} of ${isoOf(markedAt)}`;
}

function isoOf(time: Date | number): string {
  return new Date(time).toISOString();
}
