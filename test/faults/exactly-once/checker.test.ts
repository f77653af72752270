import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/namespace.js';
import type { ClickDocument } from '../../../src/ledger/documents.js';
import { auditAfterFaults } from './support/run-experiment.js';
import { openStores, type Stores } from './support/stores.js';
import { openWorld, type World } from './support/world.js';

let stores: Stores;
let world: World;

beforeEach(async () => {
  stores = await openStores({ level: 'safe' });
  world = await openWorld(stores, { apis: 1, workers: 1 });
});

afterEach(async () => {
  await world?.close();
  await stores?.close();
});

const plant = async (makeFaults: () => Promise<unknown>) => {
  const { counts } = await auditAfterFaults(world, 1, { rate: 60, users: 10, makeFaults: async () => void (await makeFaults()) });
  return counts;
};
const anyCredited = (): Promise<ClickDocument> => eventually(async () => (await world.ledger.clicks.findOne({ status: 'credited' })) ?? undefined);

/** The experiments prove nothing if what they look for would not be found: with the same load, journal and audit. */
describe('what is done to queue and ledger while clicks come is found by the audit', () => {
  it('in the ledger: a row lost, another credited twice, a third made up, a balance shifted', async () => {
    const counts = await plant(async () => {
      const { clicks, accounts } = world.ledger;
      const lost = await anyCredited();
      await clicks.deleteOne({ _id: lost._id });
      await accounts.updateOne({ _id: lost.userId }, { $inc: { balance: -1, credited: -1 } });
      const doubled = await anyCredited();
      const twin = { ...doubled, _id: `${doubled._id}-again` };
      await clicks.insertMany([twin, { ...doubled, _id: 'made-up', idempotencyKey: 'never-sent' }]);
      await accounts.updateOne({ _id: doubled.userId }, { $inc: { balance: 2, credited: 2 } });
      await accounts.updateOne({ _id: doubled.userId }, { $inc: { balance: 5 } });
    });
    expect(counts).toMatchObject({ lost: 1, duplicated: 1, phantom: 1, drift: 5 });
  });

  it('in the queue: a batch that vanishes before a worker takes it', async () => {
    const counts = await plant(async () => {
      const [worker] = world.workers;
      await worker?.kill('SIGSTOP');
      await eventually(async () => {
        const [batchId] = await world.redis.zrange(world.keys.unfinished, -1, -1);
        return batchId !== undefined && (await world.redis.del(world.keys.openBatch(batchId))) === 1;
      });
      await worker?.kill('SIGCONT');
    });
    expect(counts.lost).toBeGreaterThan(0);
    expect(counts).toMatchObject({ duplicated: 0, phantom: 0 });
  });
});
