import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { eventually } from '../../support/namespace.js';
import { seedsOfLane } from '../exactly-once/support/lane.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openStores } from '../exactly-once/support/stores.js';
import { openWorld, type World } from '../exactly-once/support/world.js';
import { HOT_USER } from './experiments.js';
import { sendSteadily, zipfUsers } from './support/zipf-traffic.js';

/** Clicks a second of the others, of whom some are the load's; the one sends as many as all of them. */
const RATE = 60;
const LOAD_RATE = 10;
const HOT = 'hot';
const PHASE_MS = 3_000;
/** With and without the one in turn, since the machine is not the same from second to second. */
const PAIRS = 3;

/** A machine that stood still for longer during a phase has made the waits of its clicks itself: it is measured again, a few times at most. */
const STILL_MS = 50;
const MOST_TRIES = 3;

type Phase = { readonly p99Ms: number; readonly startedPerCommitted: number; readonly hotShare: number };

it.each(seedsOfLane(1, 3))('hot-user, seed %i', async (seed) => {
  const stores = await openStores({ level: 'safe' });
  const world = await openWorld(stores, { apis: 1, workers: 2, settings: { MINING_REWARD_DAILY_CAP: '0' } });
  const mongo = new MongoClient(stores.mongodbUrl);
  const others = await sendSteadily(world, zipfUsers('other'), RATE - LOAD_RATE);
  const alone: Phase[] = [];
  const beside: Phase[] = [];
  try {
    await runExperiment(world, HOT_USER, seed, {
      rate: LOAD_RATE,
      users: 10,
      makeFaults: async () => {
        for (let pair = 0; pair < PAIRS; pair += 1) {
          alone.push(await measureInPeace(world, mongo));
          const hot = await sendSteadily(world, [HOT], RATE);
          beside.push(await measureInPeace(world, mongo));
          await hot.stop();
        }
      },
    });
    const p99 = (phases: readonly Phase[]) => median(phases.map((phase) => phase.p99Ms));
    const started = median(beside.map((phase) => phase.startedPerCommitted));
    process.stdout.write(`hot-user: p99 of the others ${p99(beside)} ms beside the one, ${p99(alone)} ms without; ${started.toFixed(3)} transactions started per committed\n`);
    const shares = beside.map((phase) => phase.hotShare);
    expect(Math.min(...shares), 'half of all clicks are of the one').toBeGreaterThan(0.45);
    expect(started).toBeLessThan(1.1);
    expect(p99(beside) / p99(alone)).toBeLessThanOrEqual(2);
  } finally {
    await others.stop();
    await world.close();
    await mongo.close();
    await stores.close();
  }
});

/** The phase in which the machine stood still least, as the lateness of this process tells. */
async function measureInPeace(world: World, mongo: MongoClient): Promise<Phase> {
  const phases: (Phase & { readonly stillMs: number })[] = [];
  do {
    const lateness = monitorEventLoopDelay({ resolution: 10 });
    lateness.enable();
    const phase = await measure(world, mongo);
    phases.push({ ...phase, stillMs: lateness.max / 1e6 });
    lateness.disable();
  } while (phases.length < MOST_TRIES && (phases.at(-1)?.stillMs ?? 0) > STILL_MS);
  const [calmest] = phases.sort((one, other) => one.stillMs - other.stillMs);
  return calmest as Phase;
}

/** What a while of clicks took from acceptance to credit, of the others only, and what its transactions came to. */
async function measure({ ledger, redis, keys }: World, mongo: MongoClient): Promise<Phase> {
  const before = await readTransactions(mongo);
  const from = new Date();
  await pause(PHASE_MS);
  const until = new Date();
  await eventually(async () => Number((await redis.zrange(keys.unfinished, 0, 0, 'WITHSCORES'))[1] ?? Infinity) > Number(until));
  const after = await readTransactions(mongo);
  const rows = await ledger.clicks.find({ acceptedAt: { $gte: from, $lt: until } }).toArray();
  const others = rows.filter(({ userId }) => userId !== HOT);
  const waits = others.map(({ acceptedAt, processedAt }) => Number(processedAt) - Number(acceptedAt)).sort((a, b) => a - b);
  return {
    p99Ms: waits[Math.floor(waits.length * 0.99)] ?? Infinity,
    hotShare: 1 - others.length / rows.length,
    startedPerCommitted: (after.started - before.started) / (after.committed - before.committed),
  };
}

async function readTransactions(mongo: MongoClient) {
  const { transactions } = await mongo.db('admin').command({ serverStatus: 1 });
  return { started: Number(transactions.totalStarted), committed: Number(transactions.totalCommitted) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}
