import { createNaturalBatcher } from '../batching/natural-batcher.js';
import type { AcceptedClick } from '../click/click.js';
import { PipelineError } from '../click/codes.js';
import type { LedgerPoster, PostedBatch } from '../ledger/ledger.js';
import { createPostClicks } from './post-clicks.js';
import { NO_PACE, type Pace } from './pace.js';
import { createRetry } from './retry.js';

export type LaneOptions = {
  /** Most clicks posted together, unless a single batch has more. */
  readonly maxClicks: number;
  /** Milliseconds before try `n` (from 1) is repeated after the ledger was out of reach or in conflict. */
  readonly backoffMs: (tries: number) => number;
  /** None when not given. */
  readonly pace?: Pace;
};

export type PostingLane = {
  /**
   * Posts the clicks of one batch, together with whatever else waits. Comes back when all are in the ledger.
   *
   * @param previousTaker session whose transaction may still hold the clicks; it is ended first. Empty for none.
   * @throws PipelineError only when the lane is stopped: a later delivery has to post the batch again.
   */
  post(clicks: readonly AcceptedClick[], previousTaker: string): Promise<PostedBatch>;
  /** False from the first time that the ledger is out of reach until it answers again. */
  isLedgerAvailable(): boolean;
  /** Gives up on what is not posted. */
  stop(): void;
};

type Posting = { readonly clicks: readonly AcceptedClick[]; readonly previousTaker: string };

/**
 * One transaction at a time, and each takes along all that waits (group commit): transactions that share accounts
 * would abort each other.
 *
 *   waiting --up to maxClicks, at the pace--> posting --in the ledger--> done
 *                                               |  out of reach, conflict: back off, post again
 *                                               |  refused: click by click; the one that fails alone ends as failed
 */
export function createPostingLane(poster: LedgerPoster, { maxClicks, backoffMs, pace = NO_PACE }: LaneOptions): PostingLane {
  const stopped = new AbortController();
  let isAvailable = true;
  const retry = createRetry({
    backoffMs,
    signal: stopped.signal,
    onAvailability: (available) => void (isAvailable = available),
  });
  const postClicks = createPostClicks(poster, retry, () => stopped.signal.aborted);

  async function postTogether(group: readonly Posting[]): Promise<PostedBatch[]> {
    const clicks = group.flatMap((posting) => posting.clicks);
    await pace.wait(clicks.length, stopped.signal);
    if (stopped.signal.aborted) throw new PipelineError('LEDGER_UNAVAILABLE', 'the worker is stopping');
    const takers = group.map(({ previousTaker }) => previousTaker);
    const others = new Set(takers.filter((taker) => taker !== '' && taker !== poster.takerId));
    if (others.size > 0) await retry(() => poster.endSessions([...others]));
    const posted = await postClicks(clicks);
    return group.map(() => posted);
  }

  const submit = createNaturalBatcher(postTogether, {
    maxWeight: Math.min(maxClicks, pace.mostAtOnce),
    weightOf: ({ clicks }) => clicks.length,
    maxCalls: 1,
  });
  return {
    post: (clicks, previousTaker) => submit({ clicks, previousTaker }),
    isLedgerAvailable: () => isAvailable,
    stop: () => stopped.abort(),
  };
}
