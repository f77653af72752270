import { randomFillSync } from 'node:crypto';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const NO_TRACE = '0'.repeat(32);

const ID_BYTES = 16;
const IDS_AT_ONCE = 256;

/** Gives the trace id of a W3C `traceparent` header, or a new one. */
export type TraceIdOf = (traceparent: unknown) => string;

/** Random bytes are drawn for many ids at once: a call into the system for each would cost more than all else here. */
export function createTraceIds(): TraceIdOf {
  const pool = Buffer.alloc(IDS_AT_ONCE * ID_BYTES);
  let next = pool.length;

  function newTraceId(): string {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    next += ID_BYTES;
    return pool.toString('hex', next - ID_BYTES, next);
  }

  return (traceparent) => {
    const traceId = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
    return traceId !== undefined && traceId !== NO_TRACE ? traceId : newTraceId();
  };
}
