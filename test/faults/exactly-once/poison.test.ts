import { expect, it, vi } from 'vitest';
import { createClickId } from '../../../src/click/click-id.js';
import { postPatiently } from '../../support/processes.js';
import { POISON } from './experiments.js';
import { IS_LONG, seedsOfLane } from './support/lane.js';
import { runExperiment } from './support/run-experiment.js';
import { stopAt } from './support/stop-at.js';
import { openStores } from './support/stores.js';
import { openWorld } from './support/world.js';

const SEEDS = seedsOfLane(1, 3);
/** The credit of its clicks kills each worker. */
const USER = 'poison-user';
/** Each death of a worker costs its lock and the look at which it is missed; the click has to kill several. */
const TIME_LIMIT_MS = SEEDS.length * 300_000;

it(`${POISON.test}: the click alone ends as failed`, { timeout: TIME_LIMIT_MS }, async () => {
  const stores = await openStores({ level: 'safe' });
  const killing = stopAt({ step: 'mongodb update accounts sent', hit: 1, signal: 'SIGKILL', mark: USER });
  const world = await openWorld(stores, { prepare: (name) => (name === 'worker' ? killing : {}) });
  try {
    for (const seed of SEEDS) {
      const ends = world.workers.flatMap((worker) => worker.ends).length;
      await runExperiment(world, POISON, seed, {
        rate: IS_LONG ? 100 : 30,
        users: 10,
        makeFaults: async () => {
          const key = `poison-${seed}-click`;
          const clickId = createClickId(USER, key);
          expect(await postPatiently(world, key, USER)).toMatchObject({ isAccepted: true, body: { clickId } });
          const findRow = () => world.ledger.clicks.findOne({ _id: clickId });
          const row = await vi.waitUntil(findRow, { timeout: TIME_LIMIT_MS, interval: 500 });
          expect(row).toMatchObject({ status: 'failed', code: 'CLICK_KILLS_WORKER', amount: 0 });
          expect(await world.ledger.deadLetters.countDocuments({ _id: clickId })).toBe(1);
        },
      });
      expect(world.workers.flatMap((worker) => worker.ends).length - ends).toBeGreaterThan(3);
    }
    expect(await world.ledger.clicks.countDocuments({ status: 'failed' })).toBe(SEEDS.length);
  } finally {
    await world.close();
    await stores.close();
  }
});
