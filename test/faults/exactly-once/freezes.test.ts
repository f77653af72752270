import { afterAll, beforeAll, describe, it } from 'vitest';
import { FREEZE_POINTS, FREEZES } from './freezes.js';
import { freeze, wakeFrozen } from './support/kills.js';
import { IS_LONG, seedsOfLane } from './support/lane.js';
import { runExperiment } from './support/run-experiment.js';
import { openStoppableWorld } from './support/stoppable-world.js';
import { openStores, type Stores } from './support/stores.js';
import { openWorld } from './support/world.js';

const SEEDS = seedsOfLane(1, 5);
const TIME_LIMIT_MS = SEEDS.length * 180_000;
const LOAD = { rate: 60, users: 15 };

describe.concurrent('a process that is frozen and wakes late', { timeout: TIME_LIMIT_MS }, () => {
  it.each(FREEZES)('$test', async ({ victim, longestMs, ...experiment }) => {
    // Frozen servers are no company for others.
    const stores = await openStores({ level: 'safe' });
    const world = await openWorld(stores);
    const victims = { api: world.apis, worker: world.workers, redis: [stores.redis], mongod: stores.mongods }[victim];
    try {
      for (const seed of SEEDS) {
        await runExperiment(world, experiment, seed, {
          ...LOAD,
          makeFaults: (random) => freeze(random.pick<(typeof victims)[number]>(victims), random.between(1_000, IS_LONG ? longestMs : 8_000)),
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
    const [victim] = point.process === 'api' ? world.apis : world.workers;
    try {
      for (const seed of SEEDS) {
        await runExperiment(world, point, seed, {
          ...LOAD,
          makeFaults: async (random) => {
            if (!victim) return;
            await world.arm(victim, { step: point.step, hit: random.between(1, 15), signal: 'SIGSTOP' });
            await wakeFrozen(victim, random.between(point.leastMs, IS_LONG ? 30_000 : point.leastMs + 1_000));
          },
        });
      }
    } finally {
      await world.close();
    }
  });
});
