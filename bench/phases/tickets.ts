import type { Figures } from '../figures.js';
import { defined, measureAccepting } from './accept.js';
import { drain } from './drain.js';
import { cpuPerClick, type Stage } from './stage.js';

/**
 * How fast a worker works off a backlog of which every ticket carries one click: what is left when clicks do not come
 * close enough together to share a batch. For a pipeline whose jobs carry one click anyway it is the draining of any backlog.
 */
export async function measureOneClickTickets(stage: Stage, mostMs: number): Promise<Figures> {
  const { backlog } = await measureAccepting(stage);
  await stage.pipeline.startWorkers();
  const { first, last, clicks, rate } = await drain(stage, backlog, mostMs);
  return defined({
    'tickets.drain.rate': rate,
    'tickets.drain.cpu.worker': cpuPerClick('worker', first, last, clicks),
    'tickets.drain.cpu.redis': cpuPerClick('redis', first, last, clicks),
  });
}
