/**
 * Moves old clicks out of the way. A row that was accepted and decided before an instant moves from `clicks` to
 * `clicks_archive`; its stub stays, so a key that is sent again still finds that its click was posted. What is forgotten
 * loses row and stub, and with them that promise; what it came to is kept in its account.
 *
 * Each step is one transaction of at most `limit` clicks, so whoever is killed between two steps begins again where it
 * was, and any number may run beside each other and beside workers. Failed clicks stay: their dead letters may be
 * replayed.
 *
 * @throws PipelineError `LEDGER_CONFLICT` or `LEDGER_UNAVAILABLE`: nothing of the step, or all of it, was done; repeat it.
 */
export type ClickArchive = {
  /** What would be done. Reads every row that it counts. */
  count(archiveBefore: Date, forgetBefore: Date | undefined): Promise<{ readonly toArchive: number; readonly toForget: number }>;
  /** Moves the oldest rows, and tells how many: 0 when there is none left. */
  archiveSome(before: Date, limit: number): Promise<number>;
  /** Forgets the oldest archived and erased clicks; 0 when there is none left. */
  forgetSome(before: Date, limit: number): Promise<number>;
};
