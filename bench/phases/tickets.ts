import type { Figures } from '../figures.js';
import { defined, measureAccepting } from './accept.js';
import { measureDraining } from './drain.js';
import type { Stage } from './stage.js';

/**
 * How fast a worker works off a backlog of which every ticket carries one click: what is left when clicks do not come
 * close enough together to share a batch. For a pipeline whose jobs carry one click anyway it is the draining of any backlog.
 */
export async function measureOneClickTickets(stage: Stage, mostMs: number): Promise<Figures> {
  const { backlog } = await measureAccepting(stage);
  const drained = await measureDraining(stage, backlog, mostMs);
  return defined({
    'tickets.drain.rate': drained['drain.rate'],
    'tickets.drain.cpu.worker': drained['drain.cpu.worker'],
    'tickets.drain.cpu.redis': drained['drain.cpu.redis'],
  });
}
