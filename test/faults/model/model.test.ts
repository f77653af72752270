import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditCounts } from '../../../src/ledger/audit.js';
import { ensureIndexes } from '../../../src/ledger/indexes.js';
import { randomName } from '../../support/namespace.js';
import { openPrivateMongod, openPrivateRedis } from '../../support/servers.js';
import { seedsOfLane } from '../exactly-once/support/lane.js';
import { recordLine } from '../exactly-once/support/results.js';
import { anyCommands } from './commands.js';
import { RANDOM_COMMANDS } from './experiments.js';
import { World, type Servers } from './world.js';

const RUNS = 200;
/** What a failure may take besides, to be made as small as can be. */
const MOST_MS = 600_000;
const CLEAN = { in_flight: 0, lost: 0, duplicated: 0, phantom: 0, drift: 0 };

let servers: Servers;

beforeAll(async () => {
  const [redis, mongod] = await Promise.all([openPrivateRedis(), openPrivateMongod()]);
  const mongo = new MongoClient(mongod.url, { serverSelectionTimeoutMS: 5000 });
  servers = { redis, mongod, mongo, database: 'model' };
  await ensureIndexes(mongo.db(servers.database));
});

afterAll(async () => {
  await servers?.mongo.close();
  await Promise.all([servers?.redis.close(), servers?.mongod.close()]);
});

type RunEnd = { readonly counts: AuditCounts; readonly settledMs: number };

/** One run: a world of its own, the commands, the end of all faults, and the audit. */
async function run(commands: Iterable<fc.AsyncCommand<World['model'], World>>): Promise<RunEnd> {
  const world = await World.open(servers, randomName());
  try {
    await fc.asyncModelRun(() => ({ model: world.model, real: world }), commands);
    const since = performance.now();
    const counts = await world.settle();
    expect(counts).toMatchObject(CLEAN);
    return { counts, settledMs: performance.now() - since };
  } finally {
    await world.close();
  }
}

it.each(seedsOfLane(1))(
  `${RUNS} runs of random commands end as the model says, seed %i`,
  async (seed) => {
    // A failure prints its path, by which `FAULTS_PATH=<path>` and `--seed` run that one case again.
    const path = process.env['FAULTS_PATH'];
    const ends: RunEnd[] = [];
    await fc.assert(fc.asyncProperty(anyCommands, async (commands) => void ends.push(await run(commands))), {
      numRuns: path === undefined ? RUNS : 1,
      seed,
      ...(path !== undefined && { path }),
      interruptAfterTimeLimit: MOST_MS,
      markInterruptAsFailure: true,
    });
    const sum = (name: keyof AuditCounts): number => ends.reduce((total, { counts }) => total + counts[name], 0);
    const names = ['acked', 'credited', 'rejected', 'dead_lettered', 'lost', 'duplicated', 'phantom', 'drift'] as const;
    const counts = Object.fromEntries(names.map((name) => [name, sum(name)])) as Record<(typeof names)[number], number>;
    const slowest = Math.max(...ends.map(({ settledMs }) => settledMs)) / 1000;
    recordLine(RANDOM_COMMANDS, { test: RANDOM_COMMANDS.test, seed, level: 'safe', ...counts, recovery_s: Math.round(slowest * 10) / 10 });
  },
  MOST_MS + 60_000,
);
