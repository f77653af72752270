import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { signTokens } from '../src/cli/sign-tokens.js';
import { provideParts } from '../src/embedded/parts/provide-parts.js';
import { describeSurroundings } from '../src/embedded/parts/surroundings.js';
import { chooseFreePorts } from '../src/embedded/ports.js';
import { describeCheckout } from './against/git.js';
import { chooseContenders, type Lineup } from './lineup.js';
import { describeMachine } from './machine/facts.js';
import { startStores, type Stores } from './machine/stores.js';
import type { MeasureSettings } from './measure.js';
import { type BenchOptions, readOptions } from './options.js';
import { writeResults } from './report/results-file.js';
import { summarize } from './report/summary.js';
import { formatTable } from './report/table.js';
import { measureRounds } from './rounds.js';

const USERS = 2000;
const WARM_UP_MS = 2000;
const TOKEN_LIFE_SECONDS = 24 * 3600;

/** The benchmark: what the pipeline can do, beside the most that is possible and what one would write without it. */
export async function runBench(args: readonly string[], project: string): Promise<void> {
  const options = readOptions(args);
  const stop = stopOnSignal();
  // Not in the system's temporary folder: that may live in memory, where flushing to disk costs nothing.
  const folder = join(project, 'var', `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    await benchIn(folder, project, options, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
    process.exitCode = 130;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchIn(folder: string, project: string, options: BenchOptions, signal: AbortSignal): Promise<void> {
  const lineup = await chooseContenders(options, project, folder, signal);
  try {
    await withStores(folder, signal, (stores, ports) => measure(lineup, stores, ports, { folder, project, options, signal }));
  } finally {
    await lineup.remove();
  }
}

type Ports = { readonly api: number; readonly worker: number };
type Surroundings = {
  readonly folder: string;
  readonly project: string;
  readonly options: BenchOptions;
  readonly signal: AbortSignal;
};

async function withStores(
  folder: string,
  signal: AbortSignal,
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

async function measure(lineup: Lineup, stores: Stores, ports: Ports, around: Surroundings): Promise<void> {
  const { folder, project, options, signal } = around;
  const settings = await createSettings(stores, ports, around);
  const measurements = await measureRounds(lineup.contenders, options.rounds, options.phases, settings);
  const rows = summarize(measurements, lineup.comparisons);
  const ratios = lineup.comparisons.map((pair) => pair.join('/'));
  process.stdout.write(`\n${formatTable(rows, [...measurements.keys()], ratios)}\n`);
  signal.throwIfAborted();
  const path = join(project, 'bench', 'results', lineup.resultsFile);
  const header = {
    command: `npm run bench -- ${process.argv.slice(2).join(' ')}`.trim(),
    date: new Date().toISOString(),
    ...(await describeCheckout(project)),
    ...(lineup.againstCommit !== undefined && { againstCommit: lineup.againstCommit }),
    options,
    machine: describeMachine(project, await stores.readVersions()),
  };
  writeResults(path, header, rows);
  say(`Written to ${path}; logs were in ${folder}`);
}

async function createSettings(stores: Stores, ports: Ports, { folder, options, signal }: Surroundings): Promise<MeasureSettings> {
  const tokenSecret = randomBytes(32).toString('hex');
  const users = Array.from({ length: USERS }, (_, index) => `user-${index + 1}`);
  const names = { issuer: 'mining-clicks', audience: 'mining-clicks' };
  const tokenOf = await signTokens(users, { secret: tokenSecret, ...names, lifeSeconds: TOKEN_LIFE_SECONDS });
  return {
    stores,
    tokens: users.map(tokenOf),
    connections: options.connections,
    warmUpMs: WARM_UP_MS,
    measureMs: options.seconds * 1000,
    signal,
    pipeline: { stores, apiPort: ports.api, workerPort: ports.worker, tokenSecret, folder },
    say,
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

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
