import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { findAlerts } from '../../src/cli/alerts/monitoring-api.js';
import { alertmanager } from '../../src/embedded/alertmanager.js';
import { copyPrometheusFiles } from '../../src/embedded/prometheus-files.js';
import { prometheus } from '../../src/embedded/prometheus.js';
import { startServer, type ServerSpec } from '../../src/embedded/server.js';
import { runCommand } from '../support/command.js';
import { takeFreePorts } from '../support/free-ports.js';
import { copyMonitoringFiles } from '../support/monitoring-files.js';
import { eventually } from '../support/namespace.js';
import { makeTemporaryFolder } from '../support/servers.js';
import { openWebhook } from '../support/webhook.js';

async function start(spec: ServerSpec): Promise<void> {
  const server = await startServer(spec);
  onTestFinished(() => server.stop());
}

/** Prometheus and Alertmanager on the generated files, whose notifications go to `webhook`. */
async function startMonitoring(webhook: string) {
  const folder = await makeTemporaryFolder('alerts');
  const [port = 0, alertPort = 0] = await takeFreePorts(2);
  const generated = join(folder, 'generated');
  copyMonitoringFiles(generated, webhook);
  const at = (name: string) => ({ dataFolder: join(folder, name), logFile: join(folder, `${name}.log`) });
  const { alertmanager: alertBinary, prometheus: binary } = inject('programs');
  const source = join(generated, 'alertmanager/alertmanager.yml');
  await start(alertmanager({ ...at('alertmanager'), port: alertPort, binary: alertBinary, source, configFile: join(folder, 'alertmanager.yml') }));
  const configure = (to: string) => copyPrometheusFiles(join(generated, 'prometheus'), to, { alertmanager: `127.0.0.1:${alertPort}` });
  await start(prometheus({ ...at('prometheus'), port, binary, configure, configFolder: join(folder, 'config') }));
  return { folder, PROMETHEUS_URL: `http://127.0.0.1:${port}/`, ALERTMANAGER_URL: `http://127.0.0.1:${alertPort}` };
}

type Monitoring = Awaited<ReturnType<typeof startMonitoring>>;

const run = ({ folder, ...env }: Partial<Monitoring> & { folder: string }) => runCommand(['alerts', 'test'], { cwd: folder, env });

describe('alerts test', () => {
  it('sends an alert that arrives and ends, and says each step', async () => {
    const webhook = await openWebhook();
    onTestFinished(webhook.close);
    const monitoring = await startMonitoring(webhook.url);
    const { code, stdout } = await run(monitoring);
    const address = monitoring.ALERTMANAGER_URL.slice('http://'.length);
    expect(stdout.split('\n')).toEqual([
      `1. Prometheus at ${monitoring.PROMETHEUS_URL.slice(0, -1)} sends alerts to ${address}.`,
      `2. Its Watchdog is in Alertmanager at ${monitoring.ALERTMANAGER_URL}.`,
      expect.stringMatching(/^3\. MiningTestAlert \(test="[0-9a-f]{12}"\) was sent to Alertmanager\.$/),
      '4. It was routed to receiver on-call, and its notification delivered.',
      '5. The test alert was ended.',
      'Alerts arrive.',
      '',
    ]);
    expect(code).toBe(0);
    const { alert } = await webhook.until('firing', 'MiningTestAlert', 0);
    expect(stdout).toContain(`test="${alert.labels['test']}"`);
    await webhook.until('resolved', 'MiningTestAlert', 0);
  });

  it('names the step that fails when nobody takes the notification, and ends the alert all the same', async () => {
    const webhook = await openWebhook();
    webhook.close();
    const monitoring = await startMonitoring(webhook.url);
    const { code, stdout } = await run(monitoring);
    expect(stdout).toMatch(/^4\. Failed: the notification of receiver on-call could not be delivered; see the receivers .*\n5\. The test alert was ended\.\n$/m);
    expect(code).toBe(1);
    await eventually(async () => (await findAlerts(monitoring.ALERTMANAGER_URL, 'alertname', 'MiningTestAlert')).length === 0);
  });

  it('names the step that fails when Prometheus sends to another Alertmanager', async () => {
    const webhook = await openWebhook();
    onTestFinished(webhook.close);
    const monitoring = await startMonitoring(webhook.url);
    const silent = await makeTemporaryFolder('alerts');
    const [port = 0] = await takeFreePorts(1);
    const place = { port, dataFolder: join(silent, 'data'), logFile: join(silent, 'log'), configFile: join(silent, 'config.yml') };
    await start(alertmanager({ ...place, binary: inject('programs').alertmanager, source: join(monitoring.folder, 'alertmanager.yml') }));
    const { code, stdout } = await run({ ...monitoring, ALERTMANAGER_URL: `http://127.0.0.1:${port}` });
    expect(stdout).toMatch(/^2\. Failed: the Watchdog of Prometheus at .* has not come to .*; see .*\n$/m);
    expect(code).toBe(1);
  });

  it('names the step that fails when Prometheus does not answer', async () => {
    const folder = await makeTemporaryFolder('alerts');
    const [port = 0] = await takeFreePorts(1);
    const nowhere = `http://127.0.0.1:${port}`;
    const { code, stdout } = await run({ folder, PROMETHEUS_URL: nowhere, ALERTMANAGER_URL: nowhere });
    expect(stdout).toMatch(/^1\. Failed: .* does not answer \(ECONNREFUSED\); check .*PROMETHEUS_URL.*\n$/);
    expect(code).toBe(1);
  });

  it('says what to set when it finds no stack', async () => {
    const { code, stderr } = await run({ folder: await makeTemporaryFolder('alerts'), PROMETHEUS_URL: 'http://127.0.0.1:9090' });
    expect(stderr).toMatch(/^mining-clicks: No stack .* set ALERTMANAGER_URL\.\n$/);
    expect(code).toBe(1);
  });
});
