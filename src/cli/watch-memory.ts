import { createMemoryGuard, type MemoryMarks } from '../admission/memory-guard.js';
import type { Admission } from '../admission/admission.js';
import { readMemoryRatio } from '../redis/redis-memory.js';
import type { OpenProcess } from './open-process.js';
import { watch } from './watch.js';

const LOOK_EVERY_MS = 1000;

/**
 * Looks once a second, outside the click's way, how much of its memory Redis uses, shows it, and closes admission in time.
 * Returns how to stop.
 */
export function watchMemory(
  { logger, metrics, redis }: Pick<OpenProcess<'api'>, 'logger' | 'metrics' | 'redis'>,
  admission: Pick<Admission, 'open' | 'close'>,
  marks: MemoryMarks,
): () => void {
  const guard = createMemoryGuard(admission, marks);
  const look = async (): Promise<void> => {
    const ratio = await readMemoryRatio(redis);
    metrics.redisMemoryRatio.set(ratio);
    const change = guard(ratio);
    const used = `Redis uses ${Math.round(ratio * 100)} % of its maxmemory`;
    if (change === 'closed') logger.log.warn({}, `new clicks are refused: ${used}`);
    if (change === 'opened') logger.log.info({}, `new clicks are accepted again: ${used}`);
  };
  // A Redis that cannot be asked accepts no click either, and its absence shows elsewhere: the guard stays as it is.
  return watch(look, { everyMs: LOOK_EVERY_MS, onFault: () => metrics.redisMemoryRatio.set(undefined) });
}
