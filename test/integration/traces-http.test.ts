import { describe, expect, it } from 'vitest';
import { PipelineError } from '../../src/click/codes.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { createHttpTelemetry } from '../../src/telemetry/with-metrics/http.js';
import { createRequestTraces } from '../../src/telemetry/with-traces/http.js';
import { createTestApi, getAs, postClick } from '../support/api.js';
import { createPipeline } from '../support/pipeline.js';
import { createSpanRecorder } from '../support/recorded-spans.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SENDER = '00f067aa0ba902b7';
const ignore = (): void => undefined;
const LOG = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const OPENMETRICS = 'application/openmetrics-text;version=1.0.0';

/** The API on real stages, with its spans and the trace ids that its page shows as examples. */
async function createTracedApi({ sampleRatio, isTraced = true }: { sampleRatio: number; isTraced?: boolean }) {
  const { tracing, spans } = createSpanRecorder(sampleRatio);
  const metrics = createMetrics('api');
  const http = createHttpTelemetry(metrics, LOG, isTraced ? createRequestTraces(tracing) : undefined);
  const pipeline = await createPipeline();
  const findClickStatus = () => Promise.reject(new PipelineError('LEDGER_UNAVAILABLE', 'away'));
  const app = createTestApi(pipeline, { telemetry: http.plugin, render: metrics.render, findClickStatus });
  const examples = async (accept = OPENMETRICS) => {
    const { body } = await app.inject({ url: '/api/metrics', headers: { accept } });
    return [...body.matchAll(/trace_id="([^"]*)"/g)].map(([, traceId]) => traceId);
  };
  return { app, spans, examples, pipeline };
}

describe('the span of a request', () => {
  it('tells of the request by the conventions, and goes on with the trace of the sender', async () => {
    const { app, spans, examples, pipeline } = await createTracedApi({ sampleRatio: 0 });
    const { body } = await postClick(app, { headers: { traceparent: `00-${TRACE}-${SENDER}-01` } });
    expect(spans).toMatchObject([
      { traceId: TRACE, parent: { spanId: SENDER, isRemote: true }, name: 'POST /api/mining/click', kind: 'server' },
    ]);
    expect(spans[0]?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/api/mining/click',
      'http.response.status_code': 202,
      'url.path': '/api/mining/click',
      'url.scheme': 'http',
      'mining.click.id': body['clickId'],
      'mining.queue.depth': 1,
    });
    expect(spans[0]?.errorType).toBeUndefined();
    const [batchId = ''] = await pipeline.redis.zrange(pipeline.keys.unfinished, 0, 0);
    const taken = await pipeline.batches.take(batchId, 'taker');
    expect(taken).toMatchObject({ clicks: [{ traceId: TRACE, spanId: spans[0]?.spanId }] });
    expect(await examples()).toEqual([TRACE]);
    expect(await examples('text/plain')).toEqual([]);
  });

  it('has the status of a failure from 500 on, and no query in its path', async () => {
    const { app, spans } = await createTracedApi({ sampleRatio: 1 });
    await getAs(app, '/api/mining/click/status?key=key-00000001');
    await getAs(app, '/nowhere?secret=1');
    expect(spans).toMatchObject([
      { name: 'GET /api/mining/click/status', errorType: '503', attributes: { 'url.path': '/api/mining/click/status' } },
      { name: 'GET', attributes: { 'url.path': '/nowhere', 'http.response.status_code': 404 } },
    ]);
    expect(spans[1]?.errorType).toBeUndefined();
  });

  it('is not there when the sender does not record the trace, for what is polled, or by the ratio', async () => {
    const everything = await createTracedApi({ sampleRatio: 1 });
    await postClick(everything.app, { headers: { traceparent: `00-${TRACE}-${SENDER}-00` } });
    await everything.app.inject({ url: '/livez', headers: { traceparent: `00-${TRACE}-${SENDER}-01` } });
    expect(everything.spans).toEqual([]);
    expect(await everything.examples()).toEqual([]);
    const nothing = await createTracedApi({ sampleRatio: 0 });
    await postClick(nothing.app);
    expect(nothing.spans).toEqual([]);
  });
});

describe('without a receiver of traces', () => {
  it('the examples of the latency lead to the log lines, and those of what is polled are left out', async () => {
    const { app, examples } = await createTracedApi({ sampleRatio: 1, isTraced: false });
    await app.inject({ url: '/livez' });
    expect(await examples()).toEqual([]);
    await postClick(app, { headers: { traceparent: `00-${TRACE}-${SENDER}-00` } });
    expect(await examples()).toEqual([TRACE]);
  });
});
