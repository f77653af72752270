import type { Figures } from '../figures.js';
import { quantile } from '../statistics.js';
import { sendLoad, type Stage, waitForCredits } from './stage.js';

const CREDITED_WITHIN_MS = 15_000;

/**
 * How long a click waits for its credit at a steady `rate`, half of what the contender credits at most: from the time
 * at which it was accepted to the time at which it was processed, both as the ledger has them.
 */
export async function measureHalfLoad(stage: Stage, rate: number): Promise<Figures> {
  const { pipeline, stores, warmUpMs, measureMs } = stage;
  await Promise.all([pipeline.startApi(), pipeline.startWorkers()]);
  const { accepted, before, after } = await sendLoad(stage, { kind: 'paced', rate, warmUpMs, measureMs });
  if (!(await waitForCredits(stage, accepted, CREDITED_WITHIN_MS))) {
    throw new Error(`${accepted - (await stores.countClicks())} clicks are not in the ledger although the load ended`);
  }
  const measured = { acceptedAt: { $gte: new Date(before.time), $lt: new Date(after.time) } };
  const clicks = await stores.clicks.find(measured, { projection: { acceptedAt: 1, processedAt: 1 } }).toArray();
  const waits = clicks.map(({ acceptedAt, processedAt }) => Number(processedAt) - Number(acceptedAt));
  return { 'half.rate': rate, 'half.credit.p50': quantile(waits, 0.5), 'half.credit.p99': quantile(waits, 0.99) };
}
