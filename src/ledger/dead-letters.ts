import type { AcceptedClick } from '../click/click.js';
import type { ErrorCode, RejectCode } from '../click/codes.js';
import type { AccountState } from '../click/reward-policy.js';
import type { Actor } from './audit-trail.js';

/** How a replay ended: as the reward policy decides now, or failed once more. */
export type ReplayOutcome =
  | { readonly result: 'credited'; readonly amount: number; readonly balance: number }
  | { readonly result: 'rejected'; readonly code: RejectCode }
  | { readonly result: 'failed'; readonly code: ErrorCode; readonly message: string };

/** What came of asking for a replay. */
export type ReplayResult =
  | ReplayOutcome
  /** It was replayed before, by somebody else perhaps; nothing was done. */
  | { readonly result: 'already-replayed' }
  /** It holds no click, or the ledger does not have its click as failed; nothing was done, and `why` says which. */
  | { readonly result: 'unreplayable'; readonly why: string }
  /** There is no such letter. */
  | { readonly result: 'absent' };

export type ReplayRecord = Actor & ReplayOutcome & { readonly at: Date };

/**
 * A click that failed, or a batch that lost its clicks.
 *
 *   (nothing) --a click fails--> open --replay: credited or rejected--> replayed --after the retention--> (removed)
 *                                open --replay: fails again--> open, with one attempt more
 *
 * An open letter is never removed by itself. A batch's letter holds no click and stays open.
 */
export type DeadLetter = {
  /** That of the click, or `batch-<batch id>`. */
  readonly id: string;
  readonly state: 'open' | 'replayed';
  /** Why it failed, the last time. */
  readonly code: ErrorCode;
  readonly message: string;
  /** How often it was tried and failed: once by the workers, and by each replay that failed. */
  readonly attempts: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The click as it was accepted. */
  readonly payload?: AcceptedClick;
  /** The latest tries to replay it, oldest first. */
  readonly replays: readonly ReplayRecord[];
};

export type LetterFilter = {
  readonly code?: ErrorCode;
  readonly userId?: string;
  /** First failed at this time or later. */
  readonly since?: Date;
  /** First failed before this time. */
  readonly before?: Date;
};

export type LetterQuery = LetterFilter & {
  readonly state: DeadLetter['state'] | 'all';
  /** By the first failure. */
  readonly order: 'newest' | 'oldest';
  /** Letters a page, from 1 up. */
  readonly limit: number;
  /** The `next` of the page before this one. */
  readonly cursor?: string;
};

/** `next` is there when there is more. Letters that come or are replayed meanwhile shift nothing. */
export type LetterPage = { readonly letters: readonly DeadLetter[]; readonly next?: string };

/** Users told of at once: each may have many letters. */
export const MOST_USERS = 10_000;

/** The open letters of one code. */
export type OpenLetters = { readonly code: ErrorCode; readonly count: number; readonly oldest: Date };

/** @throws PipelineError `LEDGER_UNAVAILABLE` when MongoDB is out of reach; so does what is below. */
export type DeadLetterReader = {
  list(query: LetterQuery): Promise<LetterPage>;
  find(id: string): Promise<DeadLetter | undefined>;
  /** How many open letters there are of this filter. */
  countOpen(filter: LetterFilter): Promise<number>;
  /** The users whose clicks the open letters of this filter hold, by name, `MOST_USERS` of them at most. */
  listOpenUsers(filter: LetterFilter): Promise<readonly string[]>;
  /** The open ones, by code; codes without any are not in it. */
  summarizeOpen(): Promise<readonly OpenLetters[]>;
  /** Removes letters that were replayed before this time, never an open one; gives how many. */
  removeReplayed(before: Date): Promise<number>;
};

/** What the reward policy is to know of these users, whatever the ledger says. */
export type AssumedAccounts = Map<string, AccountState>;

export type DeadLetterReplayer = {
  /**
   * Does what `replay` would do, and takes all of it back; so it foresees a failure too.
   *
   * @param assumed what earlier replays would have left; this one's user is added.
   */
  preview(id: string, actor: Actor, assumed?: AssumedAccounts): Promise<ReplayResult>;
  /**
   * Ends the click as the reward policy decides now: its row, its account and its letter change in one transaction, and
   * only where the row still says that the click failed. So it is credited once at most, whatever is repeated, runs at
   * the same time or comes late.
   *
   * @throws PipelineError `LEDGER_UNAVAILABLE`: nothing or all of it was committed; repeat it.
   */
  replay(id: string, actor: Actor): Promise<ReplayResult>;
};

/** A cursor as a pattern: the time of a letter in milliseconds, and its id. */
export const LETTER_CURSOR_PATTERN = '^[0-9]{13}-[A-Za-z0-9_-]{1,100}$';
