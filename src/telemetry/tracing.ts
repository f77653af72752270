import { createRandomIds } from '../http/random-ids.js';
import type { SpanAttribute } from './span-catalogue.js';

/** Names a span, in this process or in another. */
export type SpanPlace = { readonly traceId: string; readonly spanId: string };

/** A span that has ended, with all that is known of it. Nothing is kept of spans that have not. */
export type FinishedSpan = SpanPlace & {
  /** One of `SPANS`: few values, whatever is sent. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'consumer' | 'internal';
  /** The span that this one is a part of, in the same trace; none for the first of a trace. */
  readonly parent?: { readonly spanId: string; readonly isRemote: boolean } | undefined;
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: SpanAttributes;
  /** Spans of other traces that have to do with this one. */
  readonly links?: readonly SpanPlace[];
  /** Why what it tells of failed; the span has the status "error" then, and this as its attribute `error.type`. */
  readonly errorType?: string | undefined;
};

export type SpanAttributes = { readonly [A in SpanAttribute]?: string | number | undefined };

/** What wrappers need in order to tell of spans. There is none where no receiver of traces is set. */
export type Tracing = {
  /**
   * Whether a trace that nobody has decided on is recorded. It depends on the trace id alone: every process with the same
   * ratio decides alike, and so do others that sample by the last digits of the trace id, as OpenTelemetry specifies.
   */
  isSampled(traceId: string): boolean;
  newTraceId(): string;
  newSpanId(): string;
  /** Milliseconds since 1970, with fractions; does not jump by itself, and follows the system's clock when that is set. */
  now(): number;
  /** Hands a span over to be sent. Never waits, never throws; what is too much is left out. */
  record(span: FinishedSpan): void;
};

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

export function createTracing(sampleRatio: number, record: (span: FinishedSpan) => void): Tracing {
  return {
    isSampled: createSampler(sampleRatio),
    newTraceId: createRandomIds(TRACE_ID_BYTES),
    newSpanId: createRandomIds(SPAN_ID_BYTES),
    now: createWallClock(() => Date.now(), () => performance.now()),
    record,
  };
}

/** Hex digits of a trace id that fit into a number exactly: 52 bits. */
const DIGITS = 13;
const DIGITS_FROM = 2 * TRACE_ID_BYTES - DIGITS;

/** Takes the traces whose last digits are at or above a threshold, so that one with a higher ratio takes these and more. */
export function createSampler(ratio: number): (traceId: string) => boolean {
  const threshold = (1 - ratio) * 16 ** DIGITS;
  return (traceId) => Number.parseInt(traceId.slice(DIGITS_FROM), 16) >= threshold;
}

/** Milliseconds by which the two clocks may differ before the system's was set. */
const TOLERATED_MS = 10;

/** The system's clock by the steps of the monotonic one: spans of one millisecond keep their order. */
export function createWallClock(systemMs: () => number, monotonicMs: () => number): () => number {
  let offset = systemMs() - monotonicMs();
  return () => {
    const passed = monotonicMs();
    const drift = systemMs() - passed - offset;
    if (Math.abs(drift) > TOLERATED_MS) offset += drift;
    return passed + offset;
  };
}
