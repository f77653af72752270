import type { Redis } from 'ioredis';
import { readInfo } from './read-info.js';

/** The share of its `maxmemory` that Redis uses: 0 when it has no limit, above 1 when the limit was lowered below what it holds. */
export async function readMemoryRatio(redis: Redis): Promise<number> {
  const info = await readInfo(redis, 'memory');
  const [used, most] = ['used_memory', 'maxmemory'].map((name) => Number(info.get(name) ?? 0)) as [number, number];
  return most === 0 ? 0 : used / most;
}
