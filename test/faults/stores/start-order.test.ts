import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { IS_LONG, seedsOfLane } from '../exactly-once/support/lane.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openStores, type Stores } from '../exactly-once/support/stores.js';
import { openWorld, type World } from '../exactly-once/support/world.js';
import { LEDGER_AWAY_AT_START, REDIS_DIES_AS_WORKERS_START } from './experiments.js';

const STARTS = IS_LONG ? 20 : 4;
/** A worker begins to fetch about this long after it was started. */
const START_MS = { least: 300, most: 1_500 };

let stores: Stores;
let world: World;

beforeAll(async () => {
  stores = await openStores({ level: 'safe' });
  world = await openWorld(stores, { apis: 1, workers: 1 });
});

afterAll(async () => {
  await world?.close();
  await stores?.close();
});

it.each(seedsOfLane(1, 3))('ledger-away-at-start, seed %i', async (seed) => {
  const [mongod] = stores.mongods;
  await runExperiment(world, LEDGER_AWAY_AT_START, seed, {
    makeFaults: async (random) => {
      await mongod?.kill('SIGKILL');
      for (const process of [...world.apis, ...world.workers]) await process.kill('SIGKILL', 0);
      // Longer than a process waits for a first answer of MongoDB.
      await pause(random.between(5_000, 8_000));
      await mongod?.restart();
    },
  });
});

it.each(seedsOfLane(1))('redis-dies-as-workers-start, seed %i', async (seed) => {
  await runExperiment(world, REDIS_DIES_AS_WORKERS_START, seed, {
    makeFaults: async (random) => {
      for (let starts = 0; starts < STARTS; starts += 1) {
        await random.pick(world.workers).kill('SIGKILL', 0);
        await pause(random.between(START_MS.least, START_MS.most));
        await stores.redis.kill('SIGKILL');
        await stores.redis.restart();
      }
    },
  });
});
