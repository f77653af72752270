import { setTimeout as pause } from 'node:timers/promises';
import { it } from 'vitest';
import { IS_LONG, seedsOfLane } from '../exactly-once/support/lane.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openWorld } from '../exactly-once/support/world.js';
import { REDIS_LOSES_POWER } from './experiments.js';
import { openStoresOnDisk } from './support/stores-on-disk.js';

const CUTS = IS_LONG ? 10 : 2;
const DISK_MB = 128;

it.each(REDIS_LOSES_POWER.flatMap((experiment) => seedsOfLane(1, 5).map((seed) => ({ experiment, seed, test: experiment.test }))))(
  '$test, seed $seed',
  async ({ experiment, seed }) => {
    const stores = await openStoresOnDisk(experiment.level, 'redis', DISK_MB);
    const world = await openWorld(stores, { apis: 1, workers: 1 });
    try {
      await runExperiment(world, experiment, seed, {
        makeFaults: async (random) => {
          for (let cuts = 0; cuts < CUTS; cuts += 1) {
            await pause(random.between(1_500, 3_500));
            await stores.redis.kill('SIGKILL');
            await stores.disk.cutPower();
            await stores.redis.restart();
          }
        },
      });
    } finally {
      await world.close();
      await stores.close();
    }
  },
);
