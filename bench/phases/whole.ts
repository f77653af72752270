import type { Figures } from '../figures.js';
import { defined } from './accept.js';
import { cpuPerClick, sendLoad, type Stage } from './stage.js';

/** As many clicks as the API takes while the worker credits what it can. */
export async function measureWhole(stage: Stage): Promise<Figures> {
  const { pipeline, warmUpMs, measureMs } = stage;
  await Promise.all([pipeline.startApi(), pipeline.startWorkers()]);
  const { result, before, after } = await sendLoad(stage, { kind: 'closed', warmUpMs, measureMs });
  const credited = after.credited - before.credited;
  return defined({
    'whole.accept.rate': result.accepted / result.seconds,
    'whole.p50': result.p50,
    'whole.p99': result.p99,
    'whole.credit.rate': (credited * 1000) / (after.at - before.at),
    'whole.cpu.api': cpuPerClick('api', before, after, result.accepted),
    'whole.cpu.worker': cpuPerClick('worker', before, after, credited),
    'whole.cpu.redis': cpuPerClick('redis', before, after, result.accepted),
    'whole.cpu.mongod': cpuPerClick('mongod', before, after, credited),
  });
}
