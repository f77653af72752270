import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openTcpProxy } from '../../support/tcp-proxy.js';
import { IS_LONG, seedsOfLane } from '../exactly-once/support/lane.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openStores } from '../exactly-once/support/stores.js';
import { openWorld } from '../exactly-once/support/world.js';
import { LEDGER_CONNECTIONS_RESET } from './experiments.js';

const RESETS = IS_LONG ? 1_000 : 60;

it.each(seedsOfLane(1, 5))('ledger-connections-reset, seed %i', async (seed) => {
  const stores = await openStores({ level: 'safe' });
  const way = await openTcpProxy(() => stores.mongods[0]?.port ?? 0);
  const mongodbUrl = `mongodb://127.0.0.1:${way.port}/?directConnection=true`;
  const world = await openWorld({ ...stores, mongodbUrl }, { apis: 1, workers: 1 });
  try {
    const line = await runExperiment(world, LEDGER_CONNECTIONS_RESET, seed, {
      makeFaults: async (random) => {
        for (let resets = 0; resets < RESETS; resets += 1) {
          await pause(random.between(50, 150));
          way.reset();
        }
      },
    });
    expect(line.dead_lettered, 'no click fails because of the network').toBe(0);
  } finally {
    await world.close();
    way.close();
    await stores.close();
  }
});
