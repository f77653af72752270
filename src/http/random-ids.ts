import { randomFillSync } from 'node:crypto';

const IDS_AT_ONCE = 256;

/**
 * Makes ids of random bytes, as lower-case hex digits. The bytes are drawn for many ids at once: a call into the system
 * for each would cost more than all else about them.
 */
export function createRandomIds(bytes: number): () => string {
  const pool = Buffer.alloc(IDS_AT_ONCE * bytes);
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    next += bytes;
    return pool.toString('hex', next - bytes, next);
  };
}
