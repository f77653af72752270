import { afterAll, beforeAll, describe, it } from 'vitest';
import { FREEZE_POINTS, FREEZES } from './freezes.js';
import { stopAtPoint, victimOf } from './points.js';
import { freeze, wakeFrozen } from './support/kills.js';
import { IS_LONG, seedsOfLane } from './support/lane.js';
import { runExperiment } from './support/run-experiment.js';
import { openStoppableWorld } from './support/stoppable-world.js';
import { openStores, type Stores } from './support/stores.js';
import { openWorld } from './support/world.js';

const SEEDS = seedsOfLane(1, 5);
const TIME_LIMIT_MS = SEEDS.length * 400_000;
const LOAD = { rate: 40, users: 10 };
const LONGEST_MS = 30_000;

describe.concurrent('a process that is frozen and wakes late', { timeout: TIME_LIMIT_MS }, () => {
  it.each(FREEZES)('$test', async ({ victim, ...experiment }) => {
    // Frozen servers are no company for others.
    const stores = await openStores({ level: 'safe' });
    const world = await openWorld(stores);
    const victims = { api: world.apis, worker: world.workers, redis: [stores.redis], mongod: stores.mongods }[victim];
    try {
      for (const seed of SEEDS) {
        await runExperiment(world, experiment, seed, {
          ...LOAD,
          makeFaults: (random) => freeze(random.pick<(typeof victims)[number]>(victims), random.between(1_000, IS_LONG ? LONGEST_MS : 8_000)),
        });
      }
    } finally {
      await world.close();
      await stores.close();
    }
  });
});

describe.concurrent('a process that is frozen between two effects and wakes late', { timeout: TIME_LIMIT_MS }, () => {
  let stores: Stores;

  beforeAll(async () => {
    stores = await openStores({ level: 'safe' });
  });

  afterAll(() => stores?.close());

  it.each(FREEZE_POINTS)('$test', async (point) => {
    const world = await openStoppableWorld(stores);
    const victim = victimOf(world, point);
    try {
      for (const seed of SEEDS) {
        await runExperiment(world, point, seed, {
          ...LOAD,
          makeFaults: async (random) => {
            await world.arm(victim, stopAtPoint(point, 'SIGSTOP', random));
            await wakeFrozen(victim, random.between(point.leastMs, IS_LONG ? LONGEST_MS : point.leastMs + 1_000));
          },
        });
      }
    } finally {
      await world.close();
    }
  });
});
