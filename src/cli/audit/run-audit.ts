import { type Audit, compareClicks, type Journal, type LedgerReading, type QueueReading } from '../../ledger/audit.js';

export type AuditSources = {
  readonly readQueue: () => Promise<QueueReading>;
  readonly readLedger: (userIds: readonly string[], clickIds: readonly string[]) => Promise<LedgerReading>;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  readonly clock: () => number;
  /** Told now and then how many clicks are still waited for. */
  readonly onWaiting: (clicks: number) => void;
};

const LOOK_EVERY_MS = 250;

/** Waits until no click of the journal is in the queue, at most `waitMs`, and compares. */
export async function runAudit(journal: Journal, waitMs: number, sources: AuditSources): Promise<Audit> {
  const queue = await waitForQueue(journal, waitMs, sources);
  const users = new Set([...journal.ownUsers.keys(), ...journal.clicks.map((click) => click.userId)]);
  const clickIds = journal.clicks.map((click) => click.clickId);
  return compareClicks(journal, queue, await sources.readLedger([...users], clickIds));
}

/** Clicks of others are not waited for: a queue in use is never empty. */
async function waitForQueue(journal: Journal, waitMs: number, sources: AuditSources): Promise<QueueReading> {
  const { readQueue, pause, clock, onWaiting } = sources;
  const deadline = clock() + waitMs;
  for (;;) {
    const queue = await readQueue();
    const waiting = journal.clicks.filter((click) => queue.clickIds.has(click.clickId)).length;
    if (waiting === 0 || clock() >= deadline) return queue;
    onWaiting(waiting);
    await pause(LOOK_EVERY_MS);
  }
}
