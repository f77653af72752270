import { setTimeout as pause } from 'node:timers/promises';
import { it } from 'vitest';
import { IS_LONG, seedsOfLane } from '../exactly-once/support/lane.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openWorld } from '../exactly-once/support/world.js';
import { REPLICA_PROMOTED } from './experiments.js';
import { openRedisPair } from './support/redis-pair.js';

const FAILOVERS = IS_LONG ? 6 : 1;

it.each(REPLICA_PROMOTED.flatMap((experiment) => seedsOfLane(1, 5).map((seed) => ({ experiment, seed, test: experiment.test }))))(
  '$test, seed $seed',
  async ({ experiment, seed }) => {
    const stores = await openRedisPair(experiment.level);
    const world = await openWorld(stores, { apis: 1, workers: 1 });
    try {
      await runExperiment(world, experiment, seed, {
        makeFaults: async (random) => {
          for (let failovers = 0; failovers < FAILOVERS; failovers += 1) {
            await pause(random.between(2_000, 4_000));
            await stores.failOver();
          }
        },
      });
    } finally {
      await world.close();
      await stores.close();
    }
  },
);
