import { createTracing, type FinishedSpan, type Tracing } from '../../src/telemetry/tracing.js';

/** Spans are kept instead of sent. */
export function createSpanRecorder(sampleRatio = 1): { readonly tracing: Tracing; readonly spans: readonly FinishedSpan[] } {
  const spans: FinishedSpan[] = [];
  return { tracing: createTracing(sampleRatio, (span) => void spans.push(span)), spans };
}

/** Spans as lines to compare: name, and why it failed. */
export function summarize(spans: readonly FinishedSpan[]): string[] {
  return spans.map(({ name, errorType }) => (errorType === undefined ? name : `${name}: ${errorType}`)).sort();
}
