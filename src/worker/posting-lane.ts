import { setMaxListeners } from 'node:events';
import { createNaturalBatcher } from '../batching/natural-batcher.js';
import type { AcceptedClick } from '../click/click.js';
import { PipelineError } from '../click/codes.js';
import type { LedgerPoster, PostedBatch } from '../ledger/ledger.js';
import type { BatchStore } from '../queue/click-queue.js';
import { createTakerGuard, type HeldBatch } from './held-batch.js';
import { NO_PACE, type Pace } from './pace.js';
import { createPostClicks } from './post-clicks.js';
import { createRetry, type Retry } from './retry.js';
import { unlessAborted } from './unless-aborted.js';

export type LaneOptions = {
  /** Most clicks posted together, unless a single batch has more. */
  readonly maxClicks: number;
  /** Milliseconds before try `n` (from 1) is repeated after the ledger was out of reach or in conflict. */
  readonly backoffMs: (tries: number) => number;
  /** None when not given. */
  readonly pace?: Pace;
};

/** Does what belongs before and after a try to post, and the try itself once. */
export type AroundTry = <T>(work: () => Promise<T>) => Promise<T>;

export type PostingLane = {
  /**
   * Posts a batch, together with whatever else waits. Comes back when all its clicks are in the ledger.
   *
   * @throws PipelineError only when the lane is stopped, or Redis did not take a note: a later delivery has to post the
   *   batch again.
   */
  post(batch: HeldBatch): Promise<PostedBatch>;
  /** Posts one click of a batch, and nothing beside it. A fault of `aroundTry` is a fault of the click. */
  postAlone(batch: HeldBatch, click: AcceptedClick, aroundTry: AroundTry): Promise<PostedBatch>;
  /** Repeats other work on the ledger while that is out of reach. */
  readonly retry: Retry;
  /** False from the first time that the ledger is out of reach until it answers again. */
  isLedgerAvailable(): boolean;
  /** Gives up on what is not posted, at once. */
  stop(): void;
};

type Posting = { readonly batch: HeldBatch; readonly clicks: readonly AcceptedClick[]; readonly aroundTry?: AroundTry };

const justTry: AroundTry = (work) => work();

/**
 * One transaction at a time, and each takes along all that waits (group commit): transactions that share accounts
 * would abort each other.
 *
 *   waiting --up to maxClicks, at the pace--> posting --in the ledger--> done
 *                                               |  out of reach, conflict: back off, post again
 *                                               |  refused: click by click; the one that fails alone ends as failed
 */
export function createPostingLane(poster: LedgerPoster, batches: Pick<BatchStore, 'noteTaker'>, options: LaneOptions): PostingLane {
  const { maxClicks, backoffMs, pace = NO_PACE } = options;
  const stopped = new AbortController();
  const { signal } = stopped;
  // One for each batch in hand and each call under way, removed when it settles; Node would take more than ten for a leak.
  setMaxListeners(0, signal);
  let isAvailable = true;
  const retry = createRetry({ backoffMs, signal, onAvailability: (available) => void (isAvailable = available) });
  const secureTakers = createTakerGuard(poster, batches);

  async function postTogether(group: readonly Posting[]): Promise<PostedBatch[]> {
    const clicks = group.flatMap((posting) => posting.clicks);
    await pace.wait(clicks.length, signal);
    if (signal.aborted) throw new PipelineError('LEDGER_UNAVAILABLE', 'the worker is stopping');
    const aroundTry = group[0]?.aroundTry ?? justTry;
    const held = group.map(({ batch }) => batch);
    const secured: Retry = (work) =>
      retry(async () => {
        await unlessAborted(secureTakers(held), signal);
        return work();
      });
    const postClicks = createPostClicks(createTries(poster, aroundTry, signal), secured, () => signal.aborted);
    const posted = await postClicks(clicks);
    return group.map(() => posted);
  }

  const enterLane = createNaturalBatcher(postTogether, {
    maxWeight: Math.min(maxClicks, pace.mostAtOnce),
    // Heavier than any group may be: it goes alone.
    weightOf: ({ clicks, aroundTry }) => (aroundTry ? Infinity : clicks.length),
    maxCalls: 1,
  });

  /**
   * Former takers' sessions are ended at once, and again in the lane if that fails here: what is posted there now may be
   * waiting for the accounts that the open transaction of a dead taker holds, and would hold up in turn the batch that could
   * end it.
   */
  async function submit(posting: Posting): Promise<PostedBatch> {
    await unlessAborted(secureTakers([posting.batch]), signal).catch(() => undefined);
    return enterLane(posting);
  }

  return {
    post: (batch) => submit({ batch, clicks: batch.clicks }),
    postAlone: (batch, click, aroundTry) => submit({ batch, clicks: [click], aroundTry }),
    retry: (work) => retry(() => unlessAborted(work(), signal)),
    isLedgerAvailable: () => isAvailable,
    stop: () => stopped.abort(),
  };
}

/** The calls of the poster, left to themselves when the lane is stopped. */
function createTries(poster: LedgerPoster, aroundTry: AroundTry, signal: AbortSignal): Pick<LedgerPoster, 'postBatch' | 'recordFailure'> {
  return {
    postBatch: (clicks) => aroundTry(() => unlessAborted(poster.postBatch(clicks), signal)),
    recordFailure: (click, ...why) => unlessAborted(poster.recordFailure(click, ...why), signal),
  };
}
