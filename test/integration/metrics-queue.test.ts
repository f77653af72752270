import { describe, expect, it } from 'vitest';
import { createQueueStateReader } from '../../src/queue/redis-queue-state.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { registerQueueGauges } from '../../src/telemetry/with-metrics/queue-gauges.js';
import { makeRequest } from '../support/clicks.js';
import { parseExposition } from '../support/exposition.js';
import { eventually, openRedisNamespace } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { startPrivateRedis } from '../support/servers.js';

const GAUGES = /^mining_(click_queue_depth|click_queue_jobs|click_newest|click_last|worker_lag)/;
const ERRORS = 'mining_metrics_collect_errors_total{source="queue"}';
const LAG = 'mining_worker_lag_seconds';
const OPENMETRICS = 'application/openmetrics-text';

type Reader = ReturnType<typeof createQueueStateReader>;

/** The page of one process that exposes the queue's gauges; `patience` may be changed later. */
function createPage(process: 'api' | 'worker', readState: Reader, patience = { deadlineMs: 10_000 }) {
  const metrics = createMetrics(process);
  registerQueueGauges(metrics, readState, patience);
  const samples = async (accept?: string) => parseExposition((await metrics.render(accept)).body).samples;
  return {
    samples,
    gauges: async (accept?: string) => Object.fromEntries([...(await samples(accept))].filter(([name]) => GAUGES.test(name))),
  };
}

describe('the gauges of the queue', () => {
  it('show an empty queue as 0, and say nothing of times that never were', async () => {
    const { redis, keys } = openRedisNamespace();
    expect(await createPage('api', createQueueStateReader(redis, keys)).gauges()).toEqual({
      mining_click_queue_depth: 0,
      mining_worker_lag_seconds: 0,
      'mining_click_queue_jobs{state="waiting"}': 0,
      'mining_click_queue_jobs{state="active"}': 0,
      'mining_click_queue_jobs{state="prioritized"}': 0,
      'mining_click_queue_jobs{state="delayed"}': 0,
      'mining_click_queue_jobs{state="completed"}': 0,
      'mining_click_queue_jobs{state="failed"}': 0,
      'mining_click_queue_jobs{state="waiting-children"}': 0,
    });
  });

  it('rise on the API while no worker runs, and fall when one does', async () => {
    const pipeline = await createPipeline();
    const page = createPage('api', pipeline.readState);
    const requests = [makeRequest(), makeRequest(), makeRequest()];
    await Promise.all(requests.map((request) => pipeline.admission.admit(request)));
    const first = await page.gauges();
    expect(first).toMatchObject({ mining_click_queue_depth: 3 });
    expect(first.mining_click_newest_accepted_timestamp_seconds).toBeCloseTo((await pipeline.readState()).newestAcceptedAt / 1000, 3);
    expect(first).not.toHaveProperty('mining_click_last_processed_timestamp_seconds');
    const risen = await eventually(async () => {
      const gauges = await page.gauges();
      return gauges['mining_click_queue_jobs{state="waiting"}'] === 1 && (gauges[LAG] ?? 0) > (first[LAG] ?? 0) && gauges;
    });
    expect(risen.mining_click_queue_depth).toBe(3);

    pipeline.startWorker();
    const done = await eventually(async () => {
      const gauges = await page.gauges();
      return gauges.mining_click_queue_depth === 0 && gauges;
    });
    expect(done[LAG]).toBe(0);
    expect(done.mining_click_last_processed_timestamp_seconds).toBeGreaterThan(0);
  });

  it('are the same on every process and in both formats', async () => {
    const pipeline = await createPipeline();
    await pipeline.admission.admit(makeRequest());
    const pages = (['api', 'worker'] as const).map((process) => createPage(process, pipeline.readState));
    const depths = pages.flatMap((page) => [page.gauges(), page.gauges(OPENMETRICS), page.gauges()]);
    for (const gauges of await Promise.all(depths)) expect(gauges).toMatchObject({ mining_click_queue_depth: 1 });
  });
});

describe('while Redis cannot be read', () => {
  it.each([
    ['stopped', 'SIGKILL'],
    ['frozen', 'SIGSTOP'],
  ] as const)('(%s) they have no sample, the error is counted, and all else is served', async (_how, signal) => {
    const server = await startPrivateRedis();
    const { redis, keys } = openRedisNamespace(server.url);
    const patience = { deadlineMs: 10_000 };
    const page = createPage('api', createQueueStateReader(redis, keys), patience);
    expect(await page.gauges()).toMatchObject({ mining_click_queue_depth: 0 });
    expect((await page.samples()).get(ERRORS)).toBe(0);

    await server.kill(signal);
    patience.deadlineMs = 200;
    for (const [count, accept] of [undefined, OPENMETRICS].entries()) {
      const samples = await page.samples(accept);
      expect([...samples.keys()].filter((name) => GAUGES.test(name))).toEqual([]);
      expect(samples.get(ERRORS)).toBe(count + 1);
      expect(samples.get('mining_click_requests_total{status="202"}')).toBe(0);
    }

    if (signal === 'SIGSTOP') await server.kill('SIGCONT');
    else await server.restart();
    await eventually(async () => (await page.gauges()).mining_click_queue_depth === 0);
  });
});
