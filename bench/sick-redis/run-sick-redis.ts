import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisServer } from '../../src/embedded/redis-server.js';
import { startServer } from '../../src/embedded/server.js';
import { chooseFreePorts } from '../../src/embedded/ports.js';
import { provideParts } from '../../src/embedded/parts/provide-parts.js';
import { describeSurroundings } from '../../src/embedded/parts/surroundings.js';
import { SICKNESSES, type Sickness, type SickRedis } from '../../test/support/sicknesses.js';
import { openTcpProxy } from '../../test/support/tcp-proxy.js';
import { ours } from '../contenders/contender.js';
import { createPipeline } from '../machine/pipeline.js';
import { writeJson } from '../report/results-file.js';
import { createSettings, describeRun, say, type Surroundings, withStores, withSurroundings } from '../surroundings.js';
import { type Asked, askSteadily, summarizeAsked, type SickFigures } from './ask.js';

/** How long each sickness lasts. */
const SICK_MS = 4000;
/** Connections are opened and tokens checked for the first time meanwhile. */
const WARM_UP_MS = 3000;
const WELL_WITHIN_MS = 10_000;

/**
 * How long answers take, and what they say, while Redis is frozen, slow, out of reach, full and more: the API through a
 * proxy, in front of a Redis of its own.
 */
export async function runSickRedisBench(args: readonly string[], project: string): Promise<void> {
  if (args.length > 0) throw new Error('npm run bench:sick-redis takes no options');
  await withSurroundings(project, (around) =>
    withStores(around, async (stores, ports) => {
      const settings = await createSettings(stores, ports, around, { connections: 1, seconds: 1 });
      await withSickRedis(around, async (sick, url) => {
        const pipeline = createPipeline(ours('ours', project), { ...settings.pipeline, stores: { ...stores, redisUrl: url } }, around.signal);
        try {
          await pipeline.startApi();
          const asked: Asked = { url: `http://127.0.0.1:${ports.api}`, tokens: settings.tokens, signal: around.signal };
          const rows = await measureAll(sick, asked);
          process.stdout.write(`\n${rows.map(formatRow).join('\n')}\n`);
          const facts = await describeRun('bench:sick-redis', project, stores);
          writeJson(join(project, 'bench', 'results', 'sick-redis.json'), { ...facts, unit: 'ms', rows });
        } finally {
          await pipeline.stop();
        }
      });
    }),
  );
}

type Row = { readonly sickness: string; readonly figures: SickFigures; readonly wellAfterMs: number };

async function measureAll(sick: SickRedis, asked: Asked): Promise<Row[]> {
  await askSteadily(asked, WARM_UP_MS);
  const rows: Row[] = [{ sickness: 'well', figures: summarizeAsked(await askSteadily(asked, SICK_MS)), wellAfterMs: 0 }];
  for (const sickness of SICKNESSES) rows.push(await measureOne(sickness, sick, asked));
  return rows;
}

async function measureOne({ name, make, heal }: Sickness, sick: SickRedis, asked: Asked): Promise<Row> {
  say(name);
  await make(sick);
  const figures = summarizeAsked(await askSteadily(asked, SICK_MS));
  await heal(sick);
  const healedAt = performance.now();
  while (!(await isAccepting(asked))) {
    if (performance.now() - healedAt > WELL_WITHIN_MS) throw new Error(`the API does not come back after Redis was ${name}`);
    await pause(10, undefined, { signal: asked.signal });
  }
  return { sickness: name, figures, wellAfterMs: performance.now() - healedAt };
}

async function isAccepting(asked: Asked): Promise<boolean> {
  const [first] = await askSteadily(asked, 1);
  return first?.click.status === 202;
}

async function withSickRedis({ folder, signal }: Surroundings, use: (sick: SickRedis, url: string) => Promise<void>): Promise<void> {
  const { 'redis-server': binary } = await provideParts(['redis-server'], describeSurroundings(process.env, say));
  const [port = 0] = await chooseFreePorts(1);
  const place = { port, dataFolder: join(folder, 'sick-redis'), logFile: join(folder, 'sick-redis.log'), temporaryFolder: folder };
  const spec = redisServer({ ...place, binary, appendFsync: 'always' });
  let server = await startServer(spec, signal);
  const proxy = await openTcpProxy(() => port);
  const admin = new Redis(`redis://127.0.0.1:${port}`, { maxRetriesPerRequest: null });
  admin.on('error', () => undefined);
  const sick: SickRedis = {
    proxy,
    kill: async (name) => {
      server.kill(name);
      if (name === 'SIGKILL') await server.exited;
    },
    restart: async () => void (server = await startServer(spec, signal)),
    configure: (setting, value) => admin.config('SET', setting, value),
  };
  try {
    await use(sick, `redis://127.0.0.1:${proxy.port}`);
  } finally {
    admin.disconnect();
    proxy.close();
    server.kill('SIGCONT');
    await server.stop();
  }
}

function formatRow({ sickness, figures: { click, read, late, told, readStatus, ready, live }, wellAfterMs }: Row): string {
  const times = `p50 ${click.p50.toFixed(0)}  p99 ${click.p99.toFixed(0)}  most ${click.most.toFixed(0)} ms`;
  const outcomes = Object.entries(told).map(([name, count]) => `${name}: ${count}`).join('  ');
  const health = `readyz ${Object.keys(ready).join('/')}  livez ${Object.keys(live).join('/')}`;
  const reads = `status reads ${Object.keys(readStatus).join('/')}, most ${read.most.toFixed(0)} ms`;
  return `${sickness.padEnd(14)} ${times}; later than the deadline + 50 ms: ${late}; ${outcomes}; ${reads}; ${health}; accepts again after ${wellAfterMs.toFixed(0)} ms`;
}
