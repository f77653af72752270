import type { AcceptedClick } from '../click/click.js';
import { PipelineError } from '../click/codes.js';
import type { LedgerPoster } from '../ledger/ledger.js';
import type { BatchStore } from '../queue/click-queue.js';
import { holdBatch } from './held-batch.js';
import { CAREFUL_FROM, postCarefully } from './post-carefully.js';
import type { PostingLane } from './posting-lane.js';

/** What a ticket came to. Durations are milliseconds. */
export type TicketResult =
  | {
      readonly kind: 'posted';
      readonly batchId: string;
      readonly clicks: readonly AcceptedClick[];
      /** How often the batch was taken, this time included. */
      readonly attempts: number;
      /** Clicks that this call was the first to bring to a normal end; none when another call finished the batch. */
      readonly processed: readonly AcceptedClick[];
      readonly transactionMs: number;
      readonly commitMs: number;
    }
  /** Another ticket of the same batch was faster. */
  | { readonly kind: 'gone'; readonly batchId: string }
  /** The batch lost its clicks; it is a dead letter now. */
  | { readonly kind: 'missing'; readonly batchId: string };

export type TicketProcessor = (batchId: string) => Promise<TicketResult>;

export type TicketParts = { readonly batches: BatchStore; readonly lane: PostingLane; readonly poster: LedgerPoster };

/**
 * Takes a batch, posts it, and only then removes it: whatever dies in between, the batch is taken and posted again, and
 * the ledger skips what it has. A batch that was taken several times goes click by click, since one of its clicks may have
 * killed the former takers.
 */
export function createTicketProcessor({ batches, lane, poster }: TicketParts): TicketProcessor {
  return async (batchId) => {
    const taker = poster.takerId;
    const taken = await batches.take(batchId, taker);
    if (taken.kind === 'gone') return { kind: 'gone', batchId };
    if (taken.kind === 'missing') {
      await lane.retry(() => poster.recordMissingBatch(batchId));
      await batches.finish(batchId, []);
      return { kind: 'missing', batchId };
    }
    const { clicks, attempts, tried } = taken;
    const held = holdBatch(batchId, taker, taken);
    const posted = attempts < CAREFUL_FROM ? await lane.post(held) : await postCarefully({ lane, batches }, held, tried);
    const { failedClickIds, acceptedAgain, transactionMs, commitMs } = posted;
    const finished = await batches.finish(
      batchId,
      clicks.map((click) => click.clickId),
      clicks.filter((click) => acceptedAgain.has(click)).map((click) => click.acceptedAt),
    );
    if (finished.kind === 'open') throw new PipelineError('INTERNAL', `batch ${batchId} was posted but is still open`);
    const isProcessed = (click: AcceptedClick): boolean => !failedClickIds.has(click.clickId) && !acceptedAgain.has(click);
    const processed = finished.kind === 'finished' ? clicks.filter(isProcessed) : [];
    return { kind: 'posted', batchId, clicks, attempts, processed, transactionMs, commitMs };
  };
}
