import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openTracing } from '../../src/cli/open-tracing.js';
import type { FinishedSpan } from '../../src/telemetry/tracing.js';
import { openOtlpReader, openSilentReceiver } from '../support/otlp-reader.js';

const SPAN: FinishedSpan = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  name: 'transaction',
  kind: 'client',
  startMs: 1_700_000_000_000.25,
  endMs: 1_700_000_001_000.75,
  attributes: { 'db.system.name': 'mongodb', 'db.operation.batch.size': 3, 'mining.click.failed_with': undefined },
};

/** Opened as a process does, whose environment names the receiver. */
async function openTo(url: string) {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  const counts = { sent: 0, full: 0, failed: 0 };
  const faults: unknown[] = [];
  const opened = await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: url, MINING_TRACES_SAMPLE_RATIO: 1 }, 'worker', {
    onSent: (spans) => void (counts.sent += spans),
    onDropped: (spans, reason) => void (counts[reason] += spans),
    onFault: (fault) => void faults.push(fault),
  });
  if (!opened) throw new Error('a receiver is set, and nothing was opened');
  return { ...opened, counts, faults };
}

describe('spans', () => {
  beforeEach(() => () => vi.unstubAllEnvs());

  it('are not sent where no receiver is set', async () => {
    const ignore = (): void => undefined;
    const events = { onSent: ignore, onDropped: ignore, onFault: ignore };
    expect(await openTracing({ MINING_TRACES_SAMPLE_RATIO: 1 }, 'api', events)).toBeUndefined();
  });

  it('arrive as they were written down, the last ones when the process stops', async () => {
    const reader = await openOtlpReader();
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.name=another,deployment.environment.name=test');
    const { tracing, close, counts } = await openTo(reader.url);
    const link = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    tracing.record({ ...SPAN, parent: { spanId: 'c'.repeat(16), isRemote: false }, links: [link] });
    tracing.record({ ...SPAN, errorType: 'LEDGER_CONFLICT' });
    await close();
    const { traceId, spanId, name } = SPAN;
    const common = { traceId, spanId, name, kind: 3, service: 'mining-click-worker', startMs: SPAN.startMs, endMs: SPAN.endMs };
    const attributes = { 'db.system.name': 'mongodb', 'db.operation.batch.size': 3 };
    expect(reader.spans).toEqual([
      { ...common, parentSpanId: 'c'.repeat(16), attributes, links: [link], isError: false },
      { ...common, attributes: { ...attributes, 'error.type': 'LEDGER_CONFLICT' }, links: [], isError: true },
    ]);
    expect(counts).toEqual({ sent: 2, full: 0, failed: 0 });
  });

  it('that are too many for a receiver which does not answer are dropped and counted, and stopping does not wait for it', async () => {
    const receiver = await openSilentReceiver();
    const { tracing, close, counts } = await openTo(receiver.url);
    for (let span = 0; span < 5000; span += 1) tracing.record(SPAN);
    // The first portion was on its way when the rest began to wait.
    expect(counts).toEqual({ sent: 0, full: 5000 - 128 - 2048, failed: 0 });
    await expect(close()).rejects.toThrow();
  });

  it('that the receiver does not take are dropped, counted and said', async () => {
    // Ample for a refusal, and too short for another try, which comes after 800 ms at the earliest.
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '790');
    const { tracing, close, counts, faults } = await openTo('http://127.0.0.1:9');
    tracing.record(SPAN);
    await close().catch(() => undefined);
    await vi.waitUntil(() => counts.failed > 0, { timeout: 10_000 });
    expect(counts).toEqual({ sent: 0, full: 0, failed: 1 });
    expect(String(faults[0])).toContain('ECONNREFUSED');
  });
});
