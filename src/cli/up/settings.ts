import { join } from 'node:path';
import type { RewardRules } from '../../click/reward-policy.js';
import { readApiSettings, readWorkerSettings, rewardRulesOf } from '../../config/config.js';
import { ConfigError } from '../../config/read-settings.js';
import { isGiven } from '../../config/variables.js';
import { mongodUrl } from '../../embedded/mongod.js';
import { chooseFreePorts } from '../../embedded/ports.js';
import { redisUrl } from '../../embedded/redis-server.js';
import type { PromisedLevel } from '../../redis/redis-guarantees.js';
import { PACKAGE_FOLDER } from '../package-folder.js';
import { keepDevelopmentSecret } from './development-secret.js';
import { keepPorts, type EmbeddedPorts } from './ports-file.js';

/** Everything that `up` has decided before it starts the first process. */
export type UpSettings = {
  readonly env: NodeJS.ProcessEnv;
  /** The absolute path of var. */
  readonly folder: string;
  readonly logs: string;
  /** The folder of the generated files for Prometheus and Alertmanager. */
  readonly generated: string;
  readonly ports: EmbeddedPorts;
  readonly api: OwnProcessPlace;
  readonly worker: OwnProcessPlace;
  /** Where the API's metrics are: with the API, or at the listener for operations. */
  readonly apiMetricsUrl: string;
  readonly metricsAccess: 'open' | 'token';
  readonly redisUrl: string;
  readonly mongodbUrl: string;
  /** Given by its address: then neither Prometheus nor Alertmanager is started here. */
  readonly prometheusUrl: string | undefined;
  readonly runs: { readonly redis: boolean; readonly mongod: boolean; readonly prometheus: boolean };
  readonly mongodbDatabase: string;
  readonly redisPrefix: string;
  readonly durability: PromisedLevel;
  readonly rewardRules: RewardRules;
  readonly tokens: { readonly secret: string; readonly issuer: string; readonly audience: string };
  /** Most seconds that a token may be good for, as the settings allow. */
  readonly mostTokenSeconds: number;
};

export type OwnProcessPlace = {
  readonly host: string;
  readonly port: number;
  /** How it is reached from this machine. */
  readonly url: string;
};

/**
 * Reads the settings of the whole stack and keeps what has to stay the same from start to start in `folder`.
 *
 * @throws ConfigError with every fault at once.
 */
export async function readUpSettings(given: NodeJS.ProcessEnv, folder: string): Promise<UpSettings> {
  const ports = await keepPorts(folder);
  const env = await completeEnvironment(given, folder, ports);
  const api = readApiSettings(env);
  const worker = readWorkerSettings(env);
  const apiPlace = placeOf(api.MINING_LISTEN_HOST, api.MINING_API_PORT);
  const operations = api.MINING_OPERATIONS_PORT;
  const prometheusUrl = given['PROMETHEUS_URL']?.replace(/\/+$/, '') || undefined;
  return {
    env,
    folder,
    logs: join(folder, 'logs'),
    generated: join(PACKAGE_FOLDER, 'observability/generated'),
    ports,
    api: apiPlace,
    worker: placeOf(worker.MINING_LISTEN_HOST, worker.MINING_WORKER_PORT),
    apiMetricsUrl: operations === undefined ? apiPlace.url : placeOf(api.MINING_OPERATIONS_HOST, operations).url,
    metricsAccess: api.MINING_METRICS_ACCESS,
    redisUrl: api.REDIS_URL,
    mongodbUrl: api.MONGODB_URL,
    prometheusUrl,
    runs: { redis: !isGiven(given, 'REDIS_URL'), mongod: !isGiven(given, 'MONGODB_URL'), prometheus: prometheusUrl === undefined },
    mongodbDatabase: api.MINING_MONGODB_DATABASE,
    redisPrefix: api.MINING_REDIS_PREFIX,
    durability: api.MINING_DURABILITY,
    rewardRules: rewardRulesOf(worker),
    tokens: { secret: api.MINING_TOKEN_SECRET ?? '', issuer: api.MINING_TOKEN_ISSUER, audience: api.MINING_TOKEN_AUDIENCE },
    mostTokenSeconds: api.MINING_TOKEN_MAX_LIFETIME_SECONDS || Infinity,
  };
}

/** What the processes are given: servers that run here, a secret, and ports that are known before they start. */
async function completeEnvironment(given: NodeJS.ProcessEnv, folder: string, ports: EmbeddedPorts): Promise<NodeJS.ProcessEnv> {
  if (given['MINING_DURABILITY'] === 'replicated' && !isGiven(given, 'REDIS_URL')) {
    throw new ConfigError(['MINING_DURABILITY is replicated: the Redis that up runs has no replica; set REDIS_URL to one that has']);
  }
  if (isGiven(given, 'MINING_TOKEN_JWKS_URL')) {
    throw new ConfigError(['MINING_TOKEN_JWKS_URL is set: up signs tokens itself, with a secret; run api and worker by themselves instead']);
  }
  const fallbacks: readonly (readonly [name: string, make: () => string])[] = [
    ['REDIS_URL', () => redisUrl(ports.redis)],
    ['MONGODB_URL', () => mongodUrl(ports.mongod)],
    ['MINING_TOKEN_SECRET', () => keepDevelopmentSecret(folder)],
    ...monitoringOf(given, ports).map(([name, url]) => [name, () => url] as const),
  ];
  const missing = fallbacks.filter(([name]) => !isGiven(given, name)).map(([name, make]) => [name, make()] as const);
  // 0 means any free port; here it has to be known before the process has chosen one.
  const open = OWN_PORTS.filter((name) => given[name] === '0');
  const free = await chooseFreePorts(open.length);
  return { ...given, ...Object.fromEntries(missing), ...Object.fromEntries(open.map((name, index) => [name, String(free[index])])) };
}

/** Who the console asks: those that run here, or those that are given by their addresses. */
function monitoringOf(given: NodeJS.ProcessEnv, ports: EmbeddedPorts): (readonly [name: string, url: string])[] {
  const { PROMETHEUS_URL: prometheus, ALERTMANAGER_URL: alertmanager } = given;
  const own = (port: number) => `http://127.0.0.1:${port}`;
  const ofAlerts = prometheus ? alertmanager : own(ports.alertmanager);
  return [['MINING_PROMETHEUS_URL', prometheus || own(ports.prometheus)], ...(ofAlerts ? [['MINING_ALERTMANAGER_URL', ofAlerts] as const] : [])];
}

const OWN_PORTS = ['MINING_API_PORT', 'MINING_WORKER_PORT', 'MINING_OPERATIONS_PORT'] as const;
const ALL_ADDRESSES: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function placeOf(host: string, port: number): OwnProcessPlace {
  const reached = ALL_ADDRESSES[host] ?? host;
  return { host, port, url: `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}` };
}
