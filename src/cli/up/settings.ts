import { join } from 'node:path';
import { readApiSettings, readWorkerSettings } from '../../config/config.js';
import { mongodUrl } from '../../embedded/mongod.js';
import { chooseFreePorts } from '../../embedded/ports.js';
import { redisUrl } from '../../embedded/redis-server.js';
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
  readonly redisUrl: string;
  readonly mongodbUrl: string;
  /** Given by its address: then neither Prometheus nor Alertmanager is started here. */
  readonly prometheusUrl: string | undefined;
  readonly runs: { readonly redis: boolean; readonly mongod: boolean; readonly prometheus: boolean };
  readonly mongodbDatabase: string;
  readonly redisPrefix: string;
  readonly durability: 'safe' | 'fast';
  readonly tokens: { readonly secret: string; readonly issuer: string; readonly audience: string };
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
  const [apiPort = 0, workerPort = 0] = await chooseFreePorts(2);
  const env = {
    ...given,
    // 0 means any free port; here it has to be known before the process has chosen one.
    ...(given['MINING_API_PORT'] === '0' && { MINING_API_PORT: String(apiPort) }),
    ...(given['MINING_WORKER_PORT'] === '0' && { MINING_WORKER_PORT: String(workerPort) }),
    REDIS_URL: given['REDIS_URL'] || redisUrl(ports.redis),
    MONGODB_URL: given['MONGODB_URL'] || mongodUrl(ports.mongod),
    MINING_TOKEN_SECRET: given['MINING_TOKEN_SECRET'] || keepDevelopmentSecret(folder),
  };
  const api = readApiSettings(env);
  const worker = readWorkerSettings(env);
  const prometheusUrl = given['PROMETHEUS_URL']?.replace(/\/+$/, '') || undefined;
  return {
    env,
    folder,
    logs: join(folder, 'logs'),
    generated: join(PACKAGE_FOLDER, 'observability/generated'),
    ports,
    api: placeOf(api.MINING_LISTEN_HOST, api.MINING_API_PORT),
    worker: placeOf(worker.MINING_LISTEN_HOST, worker.MINING_WORKER_PORT),
    redisUrl: env.REDIS_URL,
    mongodbUrl: env.MONGODB_URL,
    prometheusUrl,
    runs: { redis: !given['REDIS_URL'], mongod: !given['MONGODB_URL'], prometheus: prometheusUrl === undefined },
    mongodbDatabase: api.MINING_MONGODB_DATABASE,
    redisPrefix: api.MINING_REDIS_PREFIX,
    durability: api.MINING_DURABILITY,
    tokens: {
      secret: api.MINING_TOKEN_SECRET,
      issuer: api.MINING_TOKEN_ISSUER,
      audience: api.MINING_TOKEN_AUDIENCE,
    },
  };
}

const ALL_ADDRESSES: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function placeOf(host: string, port: number): OwnProcessPlace {
  const reached = ALL_ADDRESSES[host] ?? host;
  return { host, port, url: `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}` };
}
