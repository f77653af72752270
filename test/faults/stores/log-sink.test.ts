import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { it } from 'vitest';
import { seedsOfLane } from '../exactly-once/support/lane.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openStores } from '../exactly-once/support/stores.js';
import { openWorld } from '../exactly-once/support/world.js';
import { LOG_SINK_DOWN } from './experiments.js';

/** A receiver of logs that takes connections and never answers, until it is gone altogether. */
async function openSilentReceiver() {
  const open = new Set<Socket>();
  const server = createServer((socket) => void open.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    end: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

it.each(seedsOfLane(1, 3))('log-sink-down, seed %i', async (seed) => {
  const receiver = await openSilentReceiver();
  const stores = await openStores({ level: 'safe' });
  const settings = { MINING_LOG_LOKI_URL: receiver.url, MINING_LOG_BUFFER_MB: '1' };
  const world = await openWorld(stores, { apis: 1, workers: 1, settings });
  try {
    await runExperiment(world, LOG_SINK_DOWN, seed, {
      makeFaults: async (random) => {
        await pause(random.between(3_000, 5_000));
        receiver.end();
        await pause(random.between(3_000, 5_000));
      },
    });
  } finally {
    await world.close();
    await stores.close();
  }
});
