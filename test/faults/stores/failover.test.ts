import { setTimeout as pause } from 'node:timers/promises';
import { it } from 'vitest';
import { IS_LONG, seedsOfLane } from '../exactly-once/support/lane.js';
import type { Experiment } from '../exactly-once/support/line.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openWorld } from '../exactly-once/support/world.js';
import { REDIS_SWITCHED_OVER, REPLICA_PROMOTED } from './experiments.js';
import { openRedisPair, type RedisPair } from './support/redis-pair.js';

const FAILOVERS = IS_LONG ? 6 : 1;

/** Runs a pipeline on a Redis and its replica, and moves the master's place under load. */
async function runFailovers(experiment: Experiment, seed: number, move: (stores: RedisPair) => Promise<void>): Promise<void> {
  const stores = await openRedisPair(experiment.level);
  const world = await openWorld(stores, { apis: 1, workers: 1 });
  try {
    await runExperiment(world, experiment, seed, {
      makeFaults: async (random) => {
        for (let failovers = 0; failovers < FAILOVERS; failovers += 1) {
          await pause(random.between(2_000, 4_000));
          await move(stores);
        }
      },
    });
  } finally {
    await world.close();
    await stores.close();
  }
}

it.each(REPLICA_PROMOTED.flatMap((experiment) => seedsOfLane(1, 5).map((seed) => ({ experiment, seed, test: experiment.test }))))(
  '$test, seed $seed',
  ({ experiment, seed }) => runFailovers(experiment, seed, ({ failOver }) => failOver()),
);

it.each(seedsOfLane(1, 5))('redis-switched-over, seed %i', (seed) => runFailovers(REDIS_SWITCHED_OVER, seed, ({ switchOver }) => switchOver()));
