import { MongoClient } from 'mongodb';
import { expect, inject, it, onTestFinished } from 'vitest';
import { BY_ACCEPTANCE, ensureIndexes, findIndexFaults, readIndexes } from '../../src/ledger/indexes.js';
import { makeAcceptedClick, makeRequest } from '../support/clicks.js';
import { eventually } from '../support/namespace.js';
import { createPipeline, sumLedger, type Pipeline } from '../support/pipeline.js';

/** Enough for an index to take a while. */
const OLD_ROWS = 5000;
const STARTERS = 4;

/** The ledger of a version that did not know one of the indexes. */
async function makeOldLedger({ db, clicks }: Pipeline): Promise<void> {
  await db.collection('clicks').dropIndex('acceptedAt_1');
  const rows = Array.from({ length: OLD_ROWS }, (_, minute) => {
    const { acceptedAt, clickId, ...click } = makeAcceptedClick({ userId: 'user-old', acceptedAt: minute * 60_000 });
    return { ...click, _id: clickId, status: 'credited' as const, amount: 0, acceptedAt: new Date(acceptedAt), processedAt: new Date(acceptedAt) };
  });
  await clicks.insertMany(rows as never);
}

/** What each process that starts does, over a connection of its own. */
async function startAs({ db }: Pipeline): Promise<void> {
  const client = new MongoClient(inject('mongodbUrl'));
  onTestFinished(() => client.close());
  await ensureIndexes(client.db(db.databaseName));
}

it('an index that a new version brings is created by several starters at once, beside a worker that credits', async () => {
  // However long the index takes, and the worker is held up by it.
  const pipeline = await createPipeline({ maxDepth: 1e6 });
  await makeOldLedger(pipeline);
  expect(findIndexFaults(await readIndexes(pipeline.db, { maxTimeMS: 5000 }))).toMatchObject([{ kind: 'missing', index: JSON.stringify(BY_ACCEPTANCE) }]);
  pipeline.startWorker();
  let accepted = 0;
  let isDeploying = true;
  const clicking = (async () => {
    for (; isDeploying || accepted < 100; accepted += 1) {
      const { kind } = await pipeline.admission.admit(makeRequest({ userId: `user-${accepted % 9}` }));
      expect(kind).toBe('accepted');
    }
  })();
  await Promise.all(Array.from({ length: STARTERS }, () => startAs(pipeline)));
  isDeploying = false;
  await clicking;
  await eventually(async () => (await pipeline.readState()).depth === 0);
  expect(findIndexFaults(await readIndexes(pipeline.db, { maxTimeMS: 5000 }))).toEqual([]);
  expect(await sumLedger(pipeline)).toEqual({ rows: OLD_ROWS + accepted, amounts: accepted, balances: accepted });
  expect(await pipeline.deadLetters.countDocuments()).toBe(0);
});
