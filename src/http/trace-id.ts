import { createRandomIds } from './random-ids.js';

/** Version `ff`, a trace id or a parent id of zeros are not valid; later versions may have more fields. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?=$|-)/;
const LENGTH_OF_VERSION_00 = 55;
const SAMPLED = 1;
const TRACE_ID_BYTES = 16;

/** Where a request came from, as the sender says. */
export type TraceParent = {
  readonly traceId: string;
  /** The sender's span: 16 lower-case hex digits. */
  readonly spanId: string;
  /** Whether the sender records the trace. */
  readonly isSampled: boolean;
};

/** Reads a W3C `traceparent` header; undefined when it is missing or not valid. */
export function parseTraceparent(header: unknown): TraceParent | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, spanId, flags = ''] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  if (version === '00' && header.length !== LENGTH_OF_VERSION_00) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

/** Gives the trace id of a W3C `traceparent` header, or a new one. */
export type TraceIdOf = (traceparent: unknown) => string;

export function createTraceIds(): TraceIdOf {
  const newTraceId = createRandomIds(TRACE_ID_BYTES);
  return (traceparent) => parseTraceparent(traceparent)?.traceId ?? newTraceId();
}
