import type { Redis } from 'ioredis';

/** What Redis says of itself by `INFO`: all of it, or one section. */
export async function readInfo(redis: Redis, section = 'default'): Promise<ReadonlyMap<string, string>> {
  const text = await redis.info(section);
  return new Map(text.split('\r\n').map((line) => splitAt(line, line.indexOf(':'))));
}

/** Only the first colon ends a name: the address of a replica may have some of its own. */
function splitAt(line: string, colon: number): [name: string, value: string] {
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1)];
}
