import { join } from 'node:path';
import type { Contender } from '../contenders/contender.js';
import { type RunningServer, type ServerSpec, startServer } from '../../src/embedded/server.js';
import type { Stores } from './stores.js';

/** Limits are checked, but refuse nothing: this is about what the pipeline can do, not about what it permits. */
const NEVER_REACHED = '1000000';

export type PipelineSettings = {
  readonly stores: Pick<Stores, 'redisUrl' | 'mongodbUrl' | 'database'>;
  readonly apiPort: number;
  readonly workerPort: number;
  readonly tokenSecret: string;
  /** For log files. */
  readonly folder: string;
};

/** The processes of one contender. */
export type Pipeline = {
  readonly apiPort: number;
  readonly pids: () => { readonly api?: number; readonly worker?: number };
  startApi(): Promise<void>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  stop(): Promise<void>;
};

export function createPipeline(contender: Contender, settings: PipelineSettings, signal: AbortSignal): Pipeline {
  let api: RunningServer | undefined;
  let worker: RunningServer | undefined;
  const start = (part: 'api' | 'worker', args: readonly string[]): Promise<RunningServer> =>
    startServer(describeProcess(contender, part, args, settings), signal);
  const stopWorker = async (): Promise<void> => {
    await worker?.stop();
    worker = undefined;
  };
  return {
    apiPort: settings.apiPort,
    pids: () => ({ ...(api && { api: api.pid }), ...(worker && { worker: worker.pid }) }),
    startApi: async () => void (api = await start('api', contender.api)),
    startWorker: async () => {
      if (!contender.worker) throw new Error(`${contender.name} has no worker`);
      worker = await start('worker', contender.worker);
    },
    stopWorker,
    async stop() {
      await Promise.all([stopWorker(), api?.stop()]);
      api = undefined;
    },
  };
}

function describeProcess(
  contender: Contender,
  part: 'api' | 'worker',
  args: readonly string[],
  settings: PipelineSettings,
): ServerSpec {
  const port = part === 'api' ? settings.apiPort : settings.workerPort;
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

function environment({ stores, apiPort, workerPort, tokenSecret }: PipelineSettings): Record<string, string> {
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
    MINING_WORKER_PORT: String(workerPort),
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
