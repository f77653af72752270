import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { takeFreePorts } from '../support/free-ports.js';
import { prometheus } from '../../src/embedded/prometheus.js';
import { startServer } from '../../src/embedded/server.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { createTestApi } from '../support/api.js';
import { eventually } from '../support/namespace.js';
import { createPipeline } from '../support/pipeline.js';
import { makeTemporaryFolder } from '../support/servers.js';

/** A Prometheus that scrapes an address every two seconds; gives the values that a query finds, none after a scrape that took longer. */
async function scrape(address: string) {
  const folder = await makeTemporaryFolder('prometheus');
  const [port = 0] = await takeFreePorts(1);
  const target = { job_name: 'api', metrics_path: '/api/metrics', scrape_interval: '2s', scrape_timeout: '2s' };
  const config = JSON.stringify({ scrape_configs: [{ ...target, static_configs: [{ targets: [address] }] }] });
  const configure = (configFolder: string) => writeFile(join(configFolder, 'prometheus.yml'), config);
  const place = { port, dataFolder: join(folder, 'data'), configFolder: join(folder, 'config'), logFile: join(folder, 'log') };
  const server = await startServer(prometheus({ ...place, binary: inject('programs').prometheus, configure }));
  onTestFinished(async () => void (await server.stop()));
  return async (query: string): Promise<string[]> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    return data.result.map(({ value }) => value[1]);
  };
}

describe('Prometheus', () => {
  it('asks for OpenMetrics, and stores each series under its literal name', async () => {
    const metrics = createMetrics('api');
    const asked: (string | undefined)[] = [];
    const render = (accept?: string) => {
      asked.push(accept);
      return metrics.render(accept);
    };
    const app = createTestApi(await createPipeline(), { render });
    await app.listen({ port: 0, host: '127.0.0.1' });
    metrics.queueDepth.set(42);
    metrics.clickRequests.add(3, { status: '202' });
    metrics.redisLatency.observe(3, { command: 'ping' });
    const query = await scrape(`127.0.0.1:${(app.server.address() as AddressInfo).port}`);

    await eventually(async () => (await query('up == 1')).length === 1);
    expect(asked[0]).toContain('application/openmetrics-text');
    await expect.poll(() => query('mining_click_queue_depth')).toEqual(['42']);
    await expect.poll(() => query('mining_click_requests_total{status="202"}')).toEqual(['3']);
    await expect.poll(() => query('mining_click_requests_total{status="429"}')).toEqual(['0']);
    await expect.poll(() => query('redis_latency_ms_count{command="ping"}')).toEqual(['1']);
    await expect.poll(() => query('count(http_request_duration_seconds_bucket{route="/api/mining/*",le="0.25"})')).not.toEqual([]);
    expect(await query('{__name__=~".+_total_total|.+_requests"}')).toEqual([]);
  });
});
