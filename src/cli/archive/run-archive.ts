import { setTimeout as pause } from 'node:timers/promises';
import { errorCodeOf } from '../../click/codes.js';
import type { ClickArchive } from '../../ledger/archive.js';
import type { AuditedEnd } from '../../ledger/audit-trail.js';
import { createBackoff } from '../backoff.js';

export type ArchivePlan = {
  readonly archiveBefore: Date;
  /** Not given: nothing is forgotten. */
  readonly forgetBefore?: Date;
  /** Most clicks a second. */
  readonly rate: number;
};

/** Clicks of one transaction: far below every limit of MongoDB's, and soon over for a worker that waits for an account. */
const STEP = 500;
/** Tries of one step, about half a minute. */
const MOST_TRIES = 20;
const backoffMs = createBackoff({ firstMs: 20, mostMs: 2000 });

/** Goes on until nothing is left that is old enough, or the signal aborts. */
export async function runArchive(archive: ClickArchive, plan: ArchivePlan, signal: AbortSignal): Promise<AuditedEnd> {
  const { archiveBefore, forgetBefore, rate } = plan;
  const archived = await repeatStep(() => archive.archiveSome(archiveBefore, STEP), rate, signal);
  const forgotten = forgetBefore ? await repeatStep(() => archive.forgetSome(forgetBefore, STEP), rate, signal) : 0;
  return { result: signal.aborted ? 'stopped' : 'done', counts: { archived, forgotten } };
}

/** Repeats a step until it finds nothing more, with as long a pause after each as the rate asks for. */
export async function repeatStep(step: () => Promise<number>, rate: number, signal: AbortSignal): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const begun = performance.now();
    const clicks = await tryStep(step);
    if (clicks === 0) break;
    total += clicks;
    await pause(Math.max(0, (clicks * 1000) / rate - (performance.now() - begun)), undefined, { signal }).catch(() => undefined);
  }
  return total;
}

/** Workers may be in the way, and MongoDB may change its primary: then nothing, or all of it, was done. */
async function tryStep(step: () => Promise<number>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (fault) {
      const isWorthIt = ['LEDGER_CONFLICT', 'LEDGER_UNAVAILABLE'].includes(errorCodeOf(fault));
      if (!isWorthIt || tries === MOST_TRIES) throw fault;
      await pause(backoffMs(tries));
    }
  }
}
