import type { Redis } from 'ioredis';

/** What Redis says of itself by `INFO`: all of it, or one section. */
export async function readInfo(redis: Redis, section = 'default'): Promise<ReadonlyMap<string, string>> {
  const text = await redis.info(section);
  return new Map(text.split('\r\n').map((line) => line.split(':', 2) as [string, string]));
}
