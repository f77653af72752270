import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../src/telemetry/logger.js';
import type { ProcessName } from '../../src/telemetry/metric-definition.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { createHttpTelemetry } from '../../src/telemetry/with-metrics/http.js';
import { withJobTelemetry } from '../../src/telemetry/with-metrics/worker.js';
import { createTestApi, getAs, postClick, signTestToken } from '../support/api.js';
import { parseExposition } from '../support/exposition.js';
import { eventually } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { makeTemporaryFolder } from '../support/servers.js';

type Line = Record<string, unknown>;

/** A log file of a process, and what is in it, line by line. */
async function openLog(process: ProcessName) {
  const file = join(await makeTemporaryFolder('logs'), `${process}.ndjson`);
  const logger = createLogger({ file, level: 'info', process });
  onTestFinished(() => logger.close());
  const text = () => readFile(file, 'utf8');
  const lines = async () => (await text()).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
  return { logger, text, lines, untilLines: (count: number) => eventually(async () => (await lines()).length >= count && lines()) };
}

describe('the log of the API', () => {
  it('has one line for each request, with the click that it was about', async () => {
    const { logger, text, untilLines } = await openLog('api');
    const pipeline = await createPipeline();
    const http = createHttpTelemetry(createMetrics('api'), logger.log);
    const app = createTestApi(pipeline, { telemetry: http.plugin });
    const traceId = '0123456789abcdef0123456789abcdef';
    http.noteDepth(42);
    await app.inject({ method: 'POST', url: '/api/mining/click' });
    const { body } = await postClick(app, { headers: { traceparent: `00-${traceId}-0123456789abcdef-01` } });
    await getAs(app, '/api/mining/click/status?key=key-00000001');
    await getAs(app, '/livez');
    await getAs(app, '/nowhere');

    const lines = await untilLines(4);
    const common = {
      service: 'mining-click-api',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      message: 'request',
      durationMs: expect.any(Number) as number,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      clientIp: '127.0.0.1',
    };
    const click = { idempotencyKey: 'key-00000001', userId: 'user-1', clickId: body.clickId };
    const nobody = { idempotencyKey: null, userId: null, clickId: null };
    const endpoint = '/api/mining/click';
    expect(lines).toEqual([
      { ...common, ...nobody, level: 'info', method: 'POST', endpoint, status: 401, queueDepth: 42, problem: 'missing-token' },
      { ...common, ...click, level: 'info', method: 'POST', endpoint, status: 202, queueDepth: 1, traceId },
      { ...common, ...click, level: 'info', method: 'GET', endpoint: '/api/mining/click/status', status: 200, queueDepth: 1 },
      { ...common, ...nobody, level: 'info', method: 'GET', endpoint: 'unmatched', status: 404, queueDepth: 1, problem: 'route-not-found' },
    ]);
    expect(await text()).not.toContain((await signTestToken('user-1')).split('.')[0]);
  });
});

describe('the line of a click that was refused', () => {
  it('says why', async () => {
    const { logger, untilLines } = await openLog('api');
    const pipeline = await createPipeline({ maxDepth: 1 });
    const app = createTestApi(pipeline, { telemetry: createHttpTelemetry(createMetrics('api'), logger.log).plugin });
    await postClick(app, { key: 'key-00000001' });
    await postClick(app, { key: 'key-00000002' });
    const lines = await untilLines(2);
    expect(lines.map(({ status, problem }) => [status, problem])).toEqual([[202, undefined], [503, 'queue-full']]);
    expect(lines[1]).toMatchObject({ level: 'warn', idempotencyKey: 'key-00000002', userId: 'user-1', queueDepth: 1 });
  });
});

describe('the log of the worker', () => {
  it('has one line for each job, with its clicks and the times of MongoDB', async () => {
    const { logger, untilLines } = await openLog('worker');
    const metrics = createMetrics('worker');
    const pipeline = await createPipeline({ batchAgeMs: 60_000, wrapJobs: (processJob) => withJobTelemetry(processJob, metrics, logger) });
    const app = createTestApi(pipeline);
    const keys = ['key-00000001', 'key-00000002', 'key-00000003'];
    const posted = await Promise.all(keys.map((key) => postClick(app, { key })));
    pipeline.startWorker();

    const [line = {}] = await untilLines(1);
    expect(line).toMatchObject({
      level: 'info',
      service: 'mining-click-worker',
      message: 'job',
      outcome: 'posted',
      jobId: expect.stringMatching(/^b-/) as string,
      jobName: 'batch',
      batchSize: 3,
      processed: 3,
      attempts: 1,
    });
    for (const field of ['durationMs', 'mongoTransactionMs', 'mongoCommitMs']) expect(line[field]).toBeGreaterThan(0);
    expect(new Set(line.clickIds as string[])).toEqual(new Set(posted.map(({ body }) => body.clickId)));
    const rows = await pipeline.clicks.find().toArray();
    expect(new Set(line.traceIds as string[])).toEqual(new Set(rows.map((row) => row.traceId)));
    const { samples } = parseExposition((await metrics.render()).body);
    expect(samples.get('mining_worker_processed_total')).toBe(3);
  });

  it('tells of a job that fails, and counts it', async () => {
    const { logger, untilLines } = await openLog('worker');
    const metrics = createMetrics('worker');
    const pipeline = await createPipeline({ wrapJobs: (processJob) => withJobTelemetry(processJob, metrics, logger) });
    pipeline.startWorker();
    await pipeline.queue.add('click', {} as never, { jobId: 'broken' });
    const [line = {}] = await untilLines(1);
    expect(line).toMatchObject({ level: 'error', where: 'job', jobId: 'broken', jobName: 'click', errorCode: 'FOREIGN_CLICK_INVALID', outcome: 'failed' });
    const { samples } = parseExposition((await metrics.render()).body);
    expect(samples.get('mining_worker_failed_total{error_code="FOREIGN_CLICK_INVALID"}')).toBe(1);
  });
});
