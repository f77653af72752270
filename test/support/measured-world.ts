import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { readRunbooks } from '../../src/cli/read-runbooks.js';
import { alertmanager } from '../../src/embedded/alertmanager.js';
import { copyPrometheusFiles } from '../../src/embedded/prometheus-files.js';
import { prometheus } from '../../src/embedded/prometheus.js';
import { createMetrics } from '../../src/telemetry/registry.js';
import { createTestApi, openTestMeasured, signTestToken } from './api.js';
import { takeFreePorts } from './free-ports.js';
import { writeScaledFiles } from './monitoring-files.js';
import { createPipeline } from './pipeline.js';
import { makeTemporaryFolder, openPrivateServer } from './servers.js';

/** The rules' time: a minute is a second. */
const TIME_FACTOR = 1 / 60;
/** Longer than a machine stands still: one scrape that fails ends every alert. */
const SCRAPE_SECONDS = 3;
const NOBODY = 'http://127.0.0.1:1';

/** Prometheus and Alertmanager on the generated rules, which read an API every few seconds. */
async function startMonitoring(apiPort: number) {
  const folder = await makeTemporaryFolder('console');
  const generated = join(folder, 'generated');
  writeScaledFiles(generated, NOBODY, TIME_FACTOR, SCRAPE_SECONDS);
  const programs = inject('programs');
  const ofAlerts = await openPrivateServer('alertmanager', (place) => ({
    ...alertmanager({ ...place, binary: programs.alertmanager, source: join(generated, 'alertmanager/alertmanager.yml'), configFile: join(folder, 'alertmanager.yml') }),
    url: `http://127.0.0.1:${place.port}`,
  }));
  onTestFinished(() => ofAlerts.close());
  const targets = { 'mining-click-api': `127.0.0.1:${apiPort}`, 'mining-click-worker': '127.0.0.1:1', alertmanager: `127.0.0.1:${ofAlerts.port}` };
  const ofMetrics = await openPrivateServer('prometheus', (place) => ({
    ...prometheus({ ...place, binary: programs.prometheus, configFolder: join(folder, 'config'), configure: (to) => copyPrometheusFiles(join(generated, 'prometheus'), to, targets) }),
    url: `http://127.0.0.1:${place.port}`,
  }));
  onTestFinished(() => ofMetrics.close());
  return { prometheus: ofMetrics, alertmanager: ofAlerts, rulesFolder: join(generated, 'prometheus/rules') };
}

/** An API that is asked by an administrator, anna, with a Prometheus that reads its metrics and an Alertmanager, all for the present test only. */
export async function createWorld() {
  const [port = 0] = await takeFreePorts(1);
  const monitoring = await startMonitoring(port);
  const pipeline = await createPipeline();
  const metrics = createMetrics('api');
  metrics.queueDepth.set(7);
  const settings = { MINING_PROMETHEUS_URL: monitoring.prometheus.url, MINING_ALERTMANAGER_URL: `${monitoring.alertmanager.url}/` };
  const { measured, close } = openTestMeasured(pipeline, settings, readRunbooks());
  onTestFinished(close);
  const api = createTestApi(pipeline, { measured, render: metrics.render });
  await api.listen({ port, host: '127.0.0.1' });
  const authorization = `Bearer ${await signTestToken('anna', 'admin')}`;
  const get = async <T>(path: string): Promise<T> => (await api.inject({ url: `/api/admin/${path}`, headers: { authorization } })).json<T>();
  const post = async (path: string, payload?: object) => {
    const answer = await api.inject({ method: 'POST', url: `/api/admin/${path}`, headers: { authorization }, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>(), retryAfter: answer.headers['retry-after'] };
  };
  const own = async (query: string, at = Date.now()) => {
    const answer = await fetch(`${monitoring.prometheus.url}/api/v1/query?${new URLSearchParams({ query, time: String(at / 1000) }).toString()}`);
    return ((await answer.json()) as { data: { result: { value: [number, string] }[] } }).data.result;
  };
  return { ...monitoring, metrics, get, post, own, instance: `127.0.0.1:${port}` };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
