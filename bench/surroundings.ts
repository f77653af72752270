import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { signTokens } from '../src/cli/sign-tokens.js';
import { provideParts } from '../src/embedded/parts/provide-parts.js';
import { describeSurroundings } from '../src/embedded/parts/surroundings.js';
import { chooseFreePorts } from '../src/embedded/ports.js';
import { describeCheckout } from './against/git.js';
import { describeMachine } from './machine/facts.js';
import { startStores, type Stores } from './machine/stores.js';
import type { MeasureSettings } from './measure.js';
import type { RunFacts } from './report/results-file.js';

const USERS = 2000;
const WARM_UP_MS = 2000;
const TOKEN_LIFE_SECONDS = 24 * 3600;

export type Ports = { readonly api: number; readonly worker: number };
/** Where a benchmark runs, and what ends it early. */
export type Surroundings = { readonly folder: string; readonly project: string; readonly signal: AbortSignal };

/** Runs a benchmark in a folder of its own, which is removed afterwards; Ctrl-C ends it in order. */
export async function withSurroundings(project: string, use: (around: Surroundings) => Promise<void>): Promise<void> {
  const signal = stopOnSignal();
  // Not in the system's temporary folder: that may live in memory, where flushing to disk costs nothing.
  const folder = join(project, 'var', `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    await use({ folder, project, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts Redis and MongoDB for as long as they are used. */
export async function withStores(
  { folder, signal }: Surroundings,
  use: (stores: Stores, ports: Ports) => Promise<void>,
): Promise<void> {
  const programs = await provideParts(['redis-server', 'mongod'], describeSurroundings(process.env, say));
  const [redisPort = 0, mongodPort = 0, api = 0, worker = 0] = await chooseFreePorts(4);
  const binaries = { redisBinary: programs['redis-server'], mongodBinary: programs.mongod };
  const stores = await startStores({ ...binaries, folder, redisPort, mongodPort }, signal);
  try {
    await use(stores, { api, worker });
  } finally {
    await stores.stop();
  }
}

/** What every phase is told. */
export async function createSettings(
  stores: Stores,
  ports: Ports,
  { folder, signal }: Surroundings,
  load: { readonly connections: number; readonly seconds: number },
): Promise<Omit<MeasureSettings, 'steadyRate'>> {
  const [secondWorker = 0] = await chooseFreePorts(1);
  const tokenSecret = randomBytes(32).toString('hex');
  const users = Array.from({ length: USERS }, (_, index) => `user-${index + 1}`);
  const names = { issuer: 'mining-clicks', audience: 'mining-clicks' };
  const tokenOf = await signTokens(users, { secret: tokenSecret, ...names, lifeSeconds: TOKEN_LIFE_SECONDS });
  return {
    stores,
    tokens: users.map(tokenOf),
    connections: load.connections,
    warmUpMs: WARM_UP_MS,
    measureMs: load.seconds * 1000,
    signal,
    pipeline: { stores, apiPort: ports.api, workerPorts: [ports.worker, secondWorker], tokenSecret, folder },
    say,
  };
}

/** What the results of a run begin with. */
export async function describeRun(command: string, project: string, stores: Stores): Promise<RunFacts> {
  return {
    command: `npm run ${command}`.trim(),
    date: new Date().toISOString(),
    ...(await describeCheckout(project)),
    machine: describeMachine(project, await stores.readVersions()),
  };
}

/** Ctrl-C ends what runs now, which then clears up; once more ends it at once. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(130);
      say('stopping');
      stop.abort();
    });
  }
  return stop.signal;
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
