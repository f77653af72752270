import type { AcceptedClick } from '../click/click.js';
import { PipelineError } from '../click/codes.js';
import type { PostedBatch } from '../ledger/ledger.js';
import type { BatchStore, TriedClick } from '../queue/click-queue.js';
import type { HeldBatch } from './held-batch.js';
import { inOrder, sumPosted } from './post-clicks.js';
import type { AroundTry, PostingLane } from './posting-lane.js';

/** A batch that was taken so often, this time included, may hold a click that kills its worker. */
export const CAREFUL_FROM = 4;
/** A click that was being tried when the process died, so many times in a row, is the one. */
const MOST_DEATHS = 3;

export type CarefulParts = { readonly lane: PostingLane; readonly batches: Pick<BatchStore, 'noteTry' | 'forgetTry'> };

/**
 * Posts a batch click by click, each alone in the lane and with a note in Redis while it is tried, so that a click which
 * kills the process is found by the note that it leaves. The others are credited, and so is all that was in hand besides.
 *
 *   not noted --note: 1--> being tried --ended, well or not: note taken back--> in the ledger, or tried again
 *       ^                      |  the process dies
 *       |                      v
 *       |                  noted n times --next taker, n < 3; note: n + 1--> being tried
 *       |                      |  n = 3
 *       +-- finished           v
 *                          ends as failed, CLICK_KILLS_WORKER, without another try
 *
 * A ledger that is away leaves no note: the try ends when its deadline does, and so it does when the worker is told to
 * stop. The noted click goes first, so that what else happens to the process does not wipe its note out; what stood before
 * it in the batch was in the ledger when it was first tried.
 */
export async function postCarefully({ lane, batches }: CarefulParts, batch: HeldBatch, tried: TriedClick | undefined): Promise<PostedBatch> {
  const isNoted = ({ clickId }: AcceptedClick): boolean => clickId === tried?.clickId;
  const ordered = [...batch.clicks.filter(isNoted), ...batch.clicks.filter((click) => !isNoted(click))];
  const post = (click: AcceptedClick) => {
    const deaths = isNoted(click) ? (tried?.times ?? 0) : 0;
    return lane.postAlone(batch, click, noteTries(batches, batch.batchId, { clickId: click.clickId, times: deaths + 1 }));
  };
  return sumPosted(await inOrder(ordered, post));
}

function noteTries(batches: CarefulParts['batches'], batchId: string, next: TriedClick): AroundTry {
  return async (work) => {
    if (next.times > MOST_DEATHS) {
      throw new PipelineError('CLICK_KILLS_WORKER', `the process of a worker ended ${MOST_DEATHS} times while it posted this click alone`);
    }
    await batches.noteTry(batchId, next);
    try {
      return await work();
    } finally {
      await batches.forgetTry(batchId);
    }
  };
}
