import type { AcceptedClick } from '../click/click.js';
import type { LedgerPoster } from '../ledger/ledger.js';
import type { BatchStore, TakenBatch } from '../queue/click-queue.js';

/** A batch that was taken, and which ledger sessions may have a transaction on its clicks. */
export type HeldBatch = {
  readonly batchId: string;
  readonly clicks: readonly AcceptedClick[];
  /** Session that is noted as its taker, by which a later taker ends what this one leaves open. */
  taker: string;
  /** Session of a former taker that must be ended before the clicks are posted; empty for none. */
  formerTaker: string;
};

export function holdBatch(batchId: string, taker: string, { clicks, previousTaker }: TakenBatch & { kind: 'taken' }): HeldBatch {
  return { batchId, clicks, taker, formerTaker: previousTaker === taker ? '' : previousTaker };
}

/**
 * Makes sure that no other transaction is open on the clicks of the batches, and that the session which is going to post
 * them is noted: also where a transaction of our own did not end in time, and the poster has another session since. Does
 * nothing where that is so already.
 */
export function createTakerGuard(poster: Pick<LedgerPoster, 'takerId' | 'endSessions'>, batches: Pick<BatchStore, 'noteTaker'>) {
  return async (held: readonly HeldBatch[]): Promise<void> => {
    const { takerId } = poster;
    const changed = held.filter(({ taker }) => taker !== takerId);
    const former = new Set([...held.map(({ formerTaker }) => formerTaker), ...changed.map(({ taker }) => taker)]);
    former.delete('');
    if (former.size > 0) await poster.endSessions([...former]);
    for (const batch of held) batch.formerTaker = '';
    if (changed.length > 0) await batches.noteTaker(changed.map(({ batchId }) => batchId), takerId);
    for (const batch of changed) batch.taker = takerId;
  };
}
