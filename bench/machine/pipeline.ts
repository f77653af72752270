import { join } from 'node:path';
import type { Contender } from '../contenders/contender.js';
import { type RunningServer, type ServerSpec, startServer } from '../../src/embedded/server.js';
import type { Stores } from './stores.js';

/** Limits are checked, but refuse nothing: this is about what the pipeline can do, not about what it permits. */
const NEVER_REACHED = '1000000';

export type PipelineSettings = {
  readonly stores: Pick<Stores, 'redisUrl' | 'mongodbUrl' | 'database'>;
  readonly apiPort: number;
  /** As many workers can run. */
  readonly workerPorts: readonly [number, number];
  readonly tokenSecret: string;
  /** For log files. */
  readonly folder: string;
};

/** The processes of one contender. */
export type Pipeline = {
  readonly apiPort: number;
  readonly workerPorts: PipelineSettings['workerPorts'];
  /** Of the workers the first one. */
  readonly pids: () => { readonly api?: number; readonly worker?: number };
  startApi(): Promise<void>;
  startWorkers(count?: 1 | 2): Promise<void>;
  stopWorkers(): Promise<void>;
  stop(): Promise<void>;
};

export function createPipeline(contender: Contender, settings: PipelineSettings, signal: AbortSignal): Pipeline {
  let api: RunningServer | undefined;
  const workers: RunningServer[] = [];
  const stopWorkers = async (): Promise<void> => void (await Promise.all(workers.splice(0).map((worker) => worker.stop())));
  return {
    apiPort: settings.apiPort,
    workerPorts: settings.workerPorts,
    pids: () => ({ ...(api && { api: api.pid }), ...(workers[0] && { worker: workers[0].pid }) }),
    startApi: async () => void (api = await startServer(describeApi(contender, settings), signal)),
    startWorkers: async (count = 1) => {
      const specs = settings.workerPorts.slice(0, count).map((port, index) => describeWorker(contender, settings, { port, index }));
      workers.push(...(await Promise.all(specs.map((spec) => startServer(spec, signal)))));
    },
    stopWorkers,
    async stop() {
      await Promise.all([stopWorkers(), api?.stop()]);
      api = undefined;
    },
  };
}

function describeApi(contender: Contender, settings: PipelineSettings): ServerSpec {
  return describeProcess(contender, settings, { part: 'api', args: contender.api, port: settings.apiPort });
}

function describeWorker(contender: Contender, settings: PipelineSettings, { port, index }: { port: number; index: number }): ServerSpec {
  if (!contender.worker) throw new Error(`${contender.name} has no worker`);
  const environment = { ...contender.environment, MINING_WORKER_PORT: String(port) };
  return describeProcess({ ...contender, environment }, settings, { part: `worker-${index + 1}`, args: contender.worker, port });
}

type ProcessPlan = {
  readonly part: string;
  readonly args: readonly string[];
  /** Where it says that it is ready. */
  readonly port: number;
};

function describeProcess(contender: Contender, settings: PipelineSettings, { part, args, port }: ProcessPlan): ServerSpec {
  const log = join(settings.folder, `${contender.name.replace(/[^\w.-]/g, '_')}-${part}`);
  return {
    name: `${contender.name} (${part})`,
    command: process.execPath,
    args,
    env: { ...process.env, ...environment(settings), MINING_LOG_FILE: `${log}.ndjson`, ...contender.environment },
    logFile: `${log}.out`,
    stopWithinMs: 5000,
    startWithinMs: 30_000,
    explain: (lines) => lines.slice(-10).join('\n'),
    probe: async (probeSignal) => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: probeSignal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
    },
  };
}

function environment({ stores, apiPort, workerPorts, tokenSecret }: PipelineSettings): Record<string, string> {
  const limits = ['GLOBAL', 'USER', 'IP'].flatMap((name) => [
    [`MINING_LIMIT_${name}_RATE`, NEVER_REACHED],
    [`MINING_LIMIT_${name}_BURST`, NEVER_REACHED],
  ]);
  return {
    ...(Object.fromEntries(limits) as Record<string, string>),
    REDIS_URL: stores.redisUrl,
    MONGODB_URL: stores.mongodbUrl,
    MINING_MONGODB_DATABASE: stores.database,
    MINING_DURABILITY: 'safe',
    MINING_QUEUE_MAX_DEPTH: '1000000000',
    MINING_LISTEN_HOST: '127.0.0.1',
    MINING_API_PORT: String(apiPort),
    MINING_WORKER_PORT: String(workerPorts[0]),
    MINING_TOKEN_SECRET: tokenSecret,
    MINING_TOKEN_ISSUER: 'mining-clicks',
    MINING_TOKEN_AUDIENCE: 'mining-clicks',
    MINING_OVERLOAD_EVENT_LOOP_MS: NEVER_REACHED,
    // The generator keeps its connections: one that is cut is a hole in its figures.
    MINING_MAX_REQUESTS_PER_CONNECTION: '0',
    MINING_LOG_LEVEL: 'info',
    NODE_ENV: 'production',
  };
}
