import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { parseExposition } from '../../support/exposition.js';
import { eventually } from '../../support/namespace.js';
import { seedsOfLane } from '../exactly-once/support/lane.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openStores } from '../exactly-once/support/stores.js';
import { openWorld, type World } from '../exactly-once/support/world.js';
import { LOG_SINK_DOWN } from './experiments.js';

/** A receiver of logs that takes connections and never answers, until it is gone altogether. */
async function openSilentReceiver() {
  const open = new Set<Socket>();
  const server = createServer((socket) => void open.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Connections that it was asked for. */
    countConnections: () => open.size,
    end: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Log lines of the API for the receiver, by what became of them. */
async function readLines({ url }: World) {
  const { samples } = parseExposition(await (await fetch(`${url}/api/metrics`)).text());
  const count = (what: string) => samples.get(`mining_log_lines_${what}{sink="loki"}`) ?? NaN;
  return { shipped: count('shipped_total'), left: count('waiting') + count('dropped_total') };
}

it.each(seedsOfLane(1, 3))('log-sink-down, seed %i', async (seed) => {
  const receiver = await openSilentReceiver();
  const stores = await openStores({ level: 'safe' });
  const settings = { MINING_LOG_LOKI_URL: receiver.url, MINING_LOG_BUFFER_MB: '1' };
  const world = await openWorld(stores, { apis: 1, workers: 1, settings });
  try {
    await runExperiment(world, LOG_SINK_DOWN, seed, {
      makeFaults: async (random) => {
        await eventually(() => receiver.countConnections() > 0);
        await pause(random.between(3_000, 5_000));
        receiver.end();
        await pause(random.between(3_000, 5_000));
        const { shipped, left } = await readLines(world);
        expect(shipped).toBe(0);
        expect(left).toBeGreaterThan(0);
      },
    });
  } finally {
    await world.close();
    await stores.close();
  }
});
