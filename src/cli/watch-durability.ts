import type { Redis } from 'ioredis';
import { isBelow, readRedisGuarantees, type DurabilityLevel } from '../redis/redis-guarantees.js';

const LOOK_EVERY_MS = 60_000;

/** Told of the level that Redis really gives, at the start and once a minute. */
export type OnDurability = (look: { readonly isDegraded: boolean; readonly real: DurabilityLevel }) => void;

/** Looks again and again whether Redis still keeps the configured promise. Returns how to stop. */
export function watchDurability(redis: Redis, configured: DurabilityLevel, onLook: OnDurability): () => void {
  const look = async () => {
    const { durability: real } = await readRedisGuarantees(redis);
    onLook({ isDegraded: isBelow(real, configured), real });
  };
  // A look that fails says nothing of the level: the next one comes in a minute, and the outage shows elsewhere.
  const lookQuietly = () => void look().catch(() => undefined);
  lookQuietly();
  const timer = setInterval(lookQuietly, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
