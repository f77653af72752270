import type { Redis } from 'ioredis';
import { readRedisGuarantees, whyDegraded, type DurabilityLevel } from '../redis/redis-guarantees.js';
import { watch } from './watch.js';

export type DurabilityWatch = {
  readonly configured: DurabilityLevel;
  /** Told after each look why Redis keeps accepted clicks less safely than configured; undefined when it does not. */
  readonly onLook: (reason: string | undefined) => void;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
};

const LOOK_EVERY_MS = 60_000;

/** Looks again and again whether Redis still keeps the configured promise. Returns how to stop. */
export function watchDurability(redis: Redis, { configured, onLook, everyMs = LOOK_EVERY_MS }: DurabilityWatch): () => void {
  const look = async () => onLook(whyDegraded(await readRedisGuarantees(redis), configured));
  // A look that fails says nothing of the level: the next one comes in a minute, and the outage shows elsewhere.
  return watch(look, { everyMs, onFault: () => undefined });
}
