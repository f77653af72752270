import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { TraceSettings } from '../config/config.js';
import { withDeadline } from '../redis/deadline.js';
import type { SpanDropReason } from '../telemetry/label-values.js';
import type { ProcessName } from '../telemetry/metric-definition.js';
import { createTracing, type FinishedSpan, type SpanPlace, type Tracing } from '../telemetry/tracing.js';
import { readVersion } from './version.js';

export type OpenTracing = {
  readonly tracing: Tracing;
  /** Sends what waits, for half a second at most. */
  close(): Promise<void>;
};

/** Told of what happens to spans; never on the way of a click. */
export type TracingEvents = {
  readonly onSent: (spans: number) => void;
  readonly onDropped: (spans: number, reason: SpanDropReason) => void;
  readonly onFault: (fault: unknown) => void;
};

/** Most spans that wait to be sent, of about 1 KiB; what comes on top is dropped. */
const MOST_WAITING = 2048;
/** Few at once: they are turned into text in one step, and clicks wait for it. */
const MOST_AT_ONCE = 128;
const SEND_EVERY_MS = 1000;
const CLOSE_WITHIN_MS = 500;

/**
 * Opens the way of spans to a receiver of OTLP over HTTP, where one is set. OpenTelemetry's SDK is loaded only then; it
 * reads the other variables of its specification (headers, time-out, compression, certificate) by itself.
 */
export async function openTracing(
  settings: TraceSettings,
  process: ProcessName,
  { onSent, onDropped, onFault }: TracingEvents,
): Promise<OpenTracing | undefined> {
  if (!settings.OTEL_EXPORTER_OTLP_ENDPOINT && !settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return undefined;
  const [{ BatchSpanProcessor }, { OTLPTraceExporter }, toReadableSpan] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    createSpanWriter(process),
  ]);
  let waiting = 0;
  const otlp = new OTLPTraceExporter();
  const exporter: SpanExporter = {
    export: (spans, done) => {
      waiting -= spans.length;
      otlp.export(spans, (result) => {
        if (result.error) {
          onDropped(spans.length, 'failed');
          onFault(result.error);
        } else {
          onSent(spans.length);
        }
        done(result);
      });
    },
    shutdown: () => otlp.shutdown(),
  };
  const processor = new BatchSpanProcessor({
    exporter,
    // The limit is kept here, where what is dropped can be counted; the SDK's own is never met.
    maxQueueSize: MOST_WAITING + 1,
    maxExportBatchSize: MOST_AT_ONCE,
    scheduledDelayMillis: SEND_EVERY_MS,
  });
  const record = (span: FinishedSpan): void => {
    if (waiting >= MOST_WAITING) return onDropped(1, 'full');
    waiting += 1;
    processor.onEnd(toReadableSpan(span));
  };
  return {
    tracing: createTracing(settings.MINING_TRACES_SAMPLE_RATIO, record),
    close: () => withDeadline(processor.shutdown(), CLOSE_WITHIN_MS),
  };
}

/** Spans are written down as the SDK reads them, after they have ended: none is started, and there is no current one. */
async function createSpanWriter(process: ProcessName): Promise<(span: FinishedSpan) => ReadableSpan> {
  const [{ SpanKind, SpanStatusCode, TraceFlags }, { detectResources, envDetector, resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/resources'),
  ]);
  const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL };
  // The name of the service is Prometheus' `job` and the log lines' `service`, whatever the environment says.
  const own = { 'service.name': `mining-click-${process}`, 'service.version': readVersion() };
  const resource = detectResources({ detectors: [envDetector] }).merge(resourceFromAttributes(own));
  const instrumentationScope = { name: 'mining-clicks', version: readVersion() };
  const contextOf = ({ traceId, spanId }: SpanPlace, isRemote = false) => ({ traceId, spanId, isRemote, traceFlags: TraceFlags.SAMPLED });

  return (span) => {
    const { traceId, parent, startMs, endMs, errorType, links = [] } = span;
    const context = contextOf(span);
    return {
      name: span.name,
      kind: kinds[span.kind],
      spanContext: () => context,
      ...(parent && { parentSpanContext: contextOf({ traceId, spanId: parent.spanId }, parent.isRemote) }),
      startTime: toSecondsAndNanos(startMs),
      endTime: toSecondsAndNanos(endMs),
      duration: toSecondsAndNanos(endMs - startMs),
      ended: true,
      status: { code: errorType === undefined ? SpanStatusCode.UNSET : SpanStatusCode.ERROR },
      attributes: errorType === undefined ? span.attributes : { ...span.attributes, 'error.type': errorType },
      links: links.map((place) => ({ context: contextOf(place, true) })),
      events: [],
      resource,
      instrumentationScope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  };
}

function toSecondsAndNanos(milliseconds: number): [seconds: number, nanos: number] {
  const seconds = Math.trunc(milliseconds / 1000);
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}
