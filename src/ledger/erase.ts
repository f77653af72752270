/** What the ledger has of a user. */
export type UserTraces = { readonly clicks: number; readonly deadLetters: number; readonly balance: number | undefined };

/**
 * Erases a user. Of each click a stub stays, `{_id, status, acceptedAt, erasedAt}`, whose id nobody can tell the user or the key
 * from without knowing both: so a key that is sent again credits nothing, and clicks are still as many as were accepted.
 *
 * Each step is one transaction that lowers the account by what it erases: balances add up at every instant, and whoever is
 * killed between two steps begins again where it was.
 *
 * @throws PipelineError `LEDGER_CONFLICT` or `LEDGER_UNAVAILABLE`: nothing of the step, or all of it, was done; repeat it.
 */
export type UserEraser = {
  count(userId: string): Promise<UserTraces>;
  /** Ids of some of the user's clicks that are not erased yet; none when all are. */
  findSome(userId: string, limit: number): Promise<readonly string[]>;
  /** Erases those of the clicks that are the user's, with their dead letters. */
  erase(userId: string, clickIds: readonly string[]): Promise<void>;
  /** Removes the account, and dead letters without a click. False, and no effect, while the user has clicks. */
  finish(userId: string): Promise<boolean>;
};
