import { randomUUID } from 'node:crypto';

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const NO_TRACE = '0'.repeat(32);

/** The trace id of a W3C `traceparent` header, or a new one. */
export function traceIdOf(traceparent: unknown): string {
  const traceId = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
  return traceId !== undefined && traceId !== NO_TRACE ? traceId : newTraceId();
}

/** `randomUUID` draws many ids' worth of random bytes at once; `randomBytes` would ask the system for each. */
function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}
