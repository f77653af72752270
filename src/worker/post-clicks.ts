import type { AcceptedClick } from '../click/click.js';
import { errorCodeOf, type ErrorCode } from '../click/codes.js';
import type { LedgerPoster, PostedBatch } from '../ledger/ledger.js';
import type { Retry } from './retry.js';

/** Faults of what is around the posting: nothing that a click could be blamed for. */
const NOT_OF_THE_CLICK: ReadonlySet<ErrorCode> = new Set(['QUEUE_UNAVAILABLE']);

export type PostClicks = (clicks: readonly AcceptedClick[]) => Promise<PostedBatch>;

/**
 * Posts clicks together; when MongoDB refuses them, one by one; a click that it refuses alone ends as failed. So a bad
 * click takes no good one along.
 *
 * @param isStopped when true, a fault is thrown instead of being held against the clicks.
 */
export function createPostClicks(poster: Pick<LedgerPoster, 'postBatch' | 'recordFailure'>, retry: Retry, isStopped: () => boolean): PostClicks {
  return async function postClicks(clicks): Promise<PostedBatch> {
    try {
      return await retry(() => poster.postBatch(clicks));
    } catch (fault) {
      if (isStopped() || NOT_OF_THE_CLICK.has(errorCodeOf(fault))) throw fault;
      const [click] = clicks;
      if (clicks.length === 1 && click) return recordFailure(click, fault);
      return sumPosted(await inOrder(clicks, (each) => postClicks([each])));
    }
  };

  async function recordFailure(click: AcceptedClick, fault: unknown): Promise<PostedBatch> {
    const message = fault instanceof Error ? fault.message : String(fault);
    await retry(() => poster.recordFailure(click, errorCodeOf(fault), message));
    return { failedClickIds: new Set([click.clickId]), acceptedAgain: new Set(), transactionMs: 0, commitMs: 0 };
  }
}

export async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

export function sumPosted(posted: readonly PostedBatch[]): PostedBatch {
  return {
    failedClickIds: new Set(posted.flatMap(({ failedClickIds }) => [...failedClickIds])),
    acceptedAgain: new Set(posted.flatMap(({ acceptedAgain }) => [...acceptedAgain])),
    transactionMs: posted.reduce((sum, { transactionMs }) => sum + transactionMs, 0),
    commitMs: posted.reduce((sum, { commitMs }) => sum + commitMs, 0),
  };
}
