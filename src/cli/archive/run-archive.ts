import { setTimeout as pause } from 'node:timers/promises';
import type { ClickArchive } from '../../ledger/archive.js';
import type { Count } from '../../ledger/audit-trail.js';
import { tryStep } from '../try-step.js';

export type ArchivePlan = {
  readonly archiveBefore: Date;
  /** Not given: nothing is forgotten. */
  readonly forgetBefore?: Date;
  /** Most clicks a second. */
  readonly rate: number;
};

/** Clicks of one transaction: far below every limit of MongoDB's, and soon over for a worker that waits for an account. */
const STEP = 500;

/** Goes on until nothing is left that is old enough, or the signal aborts. */
export async function runArchive(archive: ClickArchive, plan: ArchivePlan, count: Count, signal: AbortSignal): Promise<'done' | 'stopped'> {
  const { archiveBefore, forgetBefore, rate } = plan;
  await repeatStep(() => archive.archiveSome(archiveBefore, STEP), { rate, signal, onStep: (clicks) => count('archived', clicks) });
  if (forgetBefore) await repeatStep(() => archive.forgetSome(forgetBefore, STEP), { rate, signal, onStep: (clicks) => count('forgotten', clicks) });
  return signal.aborted ? 'stopped' : 'done';
}

export type StepOptions = {
  /** Most clicks a second. */
  readonly rate: number;
  readonly signal: AbortSignal;
  readonly onStep: (clicks: number) => void;
};

/** Repeats a step until it finds nothing more, with as long a pause after each as the rate asks for. */
export async function repeatStep(step: () => Promise<number>, { rate, signal, onStep }: StepOptions): Promise<void> {
  while (!signal.aborted) {
    const begun = performance.now();
    const clicks = await tryStep(step);
    if (clicks === 0) return;
    onStep(clicks);
    const pauseMs = (clicks * 1000) / rate - (performance.now() - begun);
    await pause(Math.max(0, pauseMs), undefined, { signal }).catch(() => undefined);
  }
}
