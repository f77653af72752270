import { MongoClient } from 'mongodb';
import { expect, it, onTestFinished } from 'vitest';
import { isRunning } from '../../src/embedded/processes.js';
import { openCollections } from '../../src/ledger/documents.js';
import { eventually } from '../support/namespace.js';
import { sumLedger } from '../support/pipeline.js';
import { createProcessBench, postPatiently, type StartedProcess } from '../support/processes.js';
import { startPrivateMongod } from '../support/servers.js';
import { stopAt } from './exactly-once/support/stop-at.js';

const USERS = 5;
/** Longer than this no taker waits for the transaction of a dead one. */
const MOST_BLOCKED_MS = 10_000;

/** The ledger in a mongod that ends open transactions after so many seconds. */
async function openLedger(database: string, transactionLifetimeLimitSeconds: number) {
  const { url } = await startPrivateMongod();
  const client = new MongoClient(url);
  onTestFinished(() => client.close());
  await client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds });
  return { url, ...openCollections(client.db(database)) };
}

/** Posts a click of each user. Given the same users again, the clicks need accounts that an open transaction holds. */
async function postOfEach(api: StartedProcess, name: string): Promise<void> {
  const users = Array.from({ length: USERS }, (_, user) => `user-${user}`);
  const answers = await Promise.all(users.map((userId) => postPatiently(api, `${name}-click-of-${userId}`, userId)));
  expect(answers.every(({ isAccepted }) => isAccepted)).toBe(true);
}

/** Milliseconds from now until a condition holds. */
async function timeUntil(holds: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now();
  await eventually(holds);
  return performance.now() - startedAt;
}

/** Kills a worker in its transaction, and starts another one beside which new clicks of the same users arrive. */
async function killMidTransaction(limitSeconds: number) {
  const bench = createProcessBench();
  const ledger = await openLedger(bench.database, limitSeconds);
  const stores = { MONGODB_URL: ledger.url };
  const api = await bench.start('api', stores);
  const doomed = await bench.start('worker', { ...stores, ...stopAt({ step: 'mongodb commitTransaction sent', hit: 1, signal: 'SIGKILL' }) });
  await postOfEach(api, 'dying');
  await eventually(() => !isRunning(doomed.pid));
  const [died = ''] = await bench.redis.hkeys(bench.keys.attempts);
  expect(died, 'the batch of the dead worker').not.toBe('');
  await bench.start('worker', stores);
  await postOfEach(api, 'other');
  const others = timeUntil(async () => (await ledger.clicks.countDocuments({ idempotencyKey: /^other/ })) === USERS);
  const takenAgainMs = await timeUntil(async () => Number(await bench.redis.hget(bench.keys.attempts, died)) !== 1);
  const nextTakerMs = await timeUntil(async () => (await ledger.clicks.countDocuments({ idempotencyKey: /^dying/ })) === USERS);
  return { limitSeconds, takenAgainMs, nextTakerMs, othersMs: await others, sums: await sumLedger(ledger) };
}

it('a worker killed between its writes and their commit does not block the next taker, neither where up runs mongod nor with the default of MongoDB', async () => {
  const runs = await Promise.all([5, 60].map(killMidTransaction));
  for (const { limitSeconds, takenAgainMs, nextTakerMs, othersMs, sums } of runs) {
    const figures = { takenAgainMs, nextTakerMs, othersMs };
    const line = Object.entries(figures).map(([name, ms]) => `${name}=${ms.toFixed(0)}`);
    process.stdout.write(`mid-transaction transactionLifetimeLimitSeconds=${limitSeconds} ${line.join(' ')}\n`);
    expect(sums).toEqual({ rows: 2 * USERS, amounts: 2 * USERS, balances: 2 * USERS });
    expect(nextTakerMs, line.join(' ')).toBeLessThan(MOST_BLOCKED_MS);
  }
});
