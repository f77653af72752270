import type { Figures } from '../figures.js';
import { defined } from './accept.js';
import { cpuPerClick, sendLoad, type Stage, waitForCredits } from './stage.js';

const CREDITED_WITHIN_MS = 15_000;

/**
 * What a click costs, and how long its answer takes, with everything running at a rate that all contenders get alike.
 * Where each takes as much as it can, the faster one also has other batches and wakes its clients less often, and that is
 * compared too.
 */
export async function measureSteady(stage: Stage, rate: number): Promise<Figures> {
  const { pipeline, warmUpMs, measureMs } = stage;
  await Promise.all([pipeline.startApi(), pipeline.startWorkers()]);
  const { result, before, after, accepted } = await sendLoad(stage, { kind: 'paced', rate, warmUpMs, measureMs });
  if (!(await waitForCredits(stage, accepted, CREDITED_WITHIN_MS))) throw new Error(`${rate} clicks a second are too many`);
  const credited = after.credited - before.credited;
  const api = cpuPerClick('api', before, after, result.accepted);
  const worker = cpuPerClick('worker', before, after, credited);
  return defined({
    'steady.rate': result.accepted / result.seconds,
    'steady.p50': result.p50,
    'steady.p99': result.p99,
    'steady.cpu.api': api,
    'steady.cpu.worker': worker,
    'steady.cpu': api === undefined || worker === undefined ? undefined : api + worker,
  });
}
