import { Type, type Static, type TObject } from 'typebox';

const percent = (description: string, value: number) => Type.Integer({ default: value, minimum: 1, maximum: 100, description });

export const memoryGuard = {
  MINING_REDIS_MEMORY_CLOSE_PERCENT: percent("percent of Redis' maxmemory from which on new clicks are refused", 75),
  MINING_REDIS_MEMORY_OPEN_PERCENT: percent('percent below which they are accepted again; less than the former', 65),
};

export type MemorySettings = Readonly<Static<TObject<typeof memoryGuard>>>;

export function findMemoryFaults(settings: MemorySettings): string[] {
  const { MINING_REDIS_MEMORY_CLOSE_PERCENT: close, MINING_REDIS_MEMORY_OPEN_PERCENT: open } = settings;
  return open < close ? [] : [`MINING_REDIS_MEMORY_OPEN_PERCENT is "${open}": it must be less than MINING_REDIS_MEMORY_CLOSE_PERCENT (${close})`];
}
