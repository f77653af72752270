import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOCAL_WEBHOOK } from '../../../observability/alertmanager/routes.js';
import { alertmanager } from '../../embedded/alertmanager.js';
import { mongod } from '../../embedded/mongod.js';
import type { PartName } from '../../embedded/parts/part.js';
import { probeHttp } from '../../embedded/probe-http.js';
import { prometheus } from '../../embedded/prometheus.js';
import { copyPrometheusFiles } from '../../embedded/prometheus-files.js';
import { redisServer } from '../../embedded/redis-server.js';
import type { ServerSpec } from '../../embedded/server.js';
import type { StackProcess } from '../stack-file.js';
import { PORTS_FILE } from './ports-file.js';
import type { UpSettings } from './settings.js';

/** How many lines of what our own processes say are shown: they name each setting that is wrong. */
const MOST_REASONS = 10;

export type Programs = Readonly<Partial<Record<PartName, string>>>;

/** The parts that are to be found or fetched for this stack. */
export function neededParts({ runs }: UpSettings): PartName[] {
  return [
    ...(runs.redis ? (['redis-server'] as const) : []),
    ...(runs.mongod ? (['mongod'] as const) : []),
    ...(runs.prometheus ? (['prometheus', 'alertmanager'] as const) : []),
  ];
}

/**
 * How each process of this stack is started; those that are given by their address are left out.
 *
 * @param alertsTo the address of who takes Alertmanager's notifications
 */
export function serverSpecs(settings: UpSettings, programs: Programs, alertsTo?: string): Partial<Record<StackProcess, ServerSpec>> {
  const { runs } = settings;
  return {
    ...(runs.redis && { redis: kept(redisSpec(settings, programs), settings) }),
    ...(runs.mongod && { mongod: kept(mongodSpec(settings, programs), settings) }),
    api: ownProcess(settings, 'api'),
    worker: ownProcess(settings, 'worker'),
    ...(runs.prometheus && { prometheus: kept(prometheusSpec(settings, programs), settings) }),
    ...(runs.prometheus && { alertmanager: kept(alertmanagerSpec(settings, programs, alertsTo), settings) }),
  };
}

/** A server whose port was chosen by us; says where that can be changed. */
function kept(spec: ServerSpec, { folder }: UpSettings): ServerSpec {
  const { listens } = spec;
  return listens === undefined ? spec : { ...spec, listens: { ...listens, setting: join(folder, PORTS_FILE) } };
}

function redisSpec(settings: UpSettings, programs: Programs): ServerSpec {
  const appendFsync = settings.durability === 'fast' ? 'everysec' : 'always';
  return redisServer({ ...place(settings, 'redis'), binary: programs['redis-server'] ?? '', appendFsync });
}

function mongodSpec(settings: UpSettings, programs: Programs): ServerSpec {
  return mongod({ ...place(settings, 'mongod'), binary: programs.mongod ?? '' });
}

function prometheusSpec(settings: UpSettings, programs: Programs): ServerSpec {
  const { apiMetricsUrl, worker, ports, folder, generated } = settings;
  const targets = {
    'mining-click-api': new URL(apiMetricsUrl).host,
    'mining-click-worker': new URL(worker.url).host,
    prometheus: `127.0.0.1:${ports.prometheus}`,
    alertmanager: `127.0.0.1:${ports.alertmanager}`,
  };
  return prometheus({
    ...place(settings, 'prometheus'),
    binary: programs.prometheus ?? '',
    configFolder: join(folder, 'prometheus'),
    configure: (configFolder) => copyPrometheusFiles(join(generated, 'prometheus'), configFolder, targets, metricsTokenFile(settings)),
  });
}

/** Where the token is that Prometheus reads the metrics with, if they ask for one. */
export function metricsTokenFile({ folder, metricsAccess }: UpSettings): string | undefined {
  return metricsAccess === 'token' ? join(folder, 'metrics-token') : undefined;
}

function alertmanagerSpec(settings: UpSettings, programs: Programs, alertsTo: string | undefined): ServerSpec {
  return alertmanager({
    ...place(settings, 'alertmanager'),
    binary: programs.alertmanager ?? '',
    configFile: join(settings.folder, 'alertmanager/alertmanager.yml'),
    source: join(settings.generated, 'alertmanager/alertmanager.yml'),
    ...(alertsTo !== undefined && { webhook: { named: LOCAL_WEBHOOK, own: alertsTo } }),
  });
}

function place({ folder, logs, ports }: UpSettings, name: keyof UpSettings['ports']) {
  return { port: ports[name], dataFolder: join(folder, 'data', name), logFile: join(logs, `${name}.log`) };
}

/** A process of mining-clicks itself, as it would be started in a container. */
function ownProcess(settings: UpSettings, name: 'api' | 'worker'): ServerSpec {
  const { env, logs } = settings;
  const { url, host, port } = settings[name];
  const setting = name === 'api' ? 'MINING_API_PORT' : 'MINING_WORKER_PORT';
  return {
    name,
    command: process.execPath,
    args: [fileURLToPath(new URL('../main.js', import.meta.url)), name],
    env: { ...env, MINING_LOG_FILE: join(logs, `${name}.ndjson`), ...(name === 'api' && { MINING_CONSOLE_LOGS_FOLDER: logs }) },
    // What does not go to its log of JSON lines: why it cannot start, or what ended it.
    logFile: join(logs, `${name}.out.log`),
    listens: { host, port, setting },
    explain: (lines) => lines.slice(-MOST_REASONS).map((line) => line.replace(/^mining-clicks: /, '')).join('; '),
    stopWithinMs: 4_500,
    startWithinMs: 30_000,
    probe: (signal) => probeHttp(`${url}/livez`, signal),
  };
}
