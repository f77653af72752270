import { describe, expect, it } from 'vitest';
import { openCollections } from '../../src/ledger/documents.js';
import { parseExposition } from '../support/exposition.js';
import { eventually, openTestDatabase } from '../support/namespace.js';
import { sumLedger } from '../support/pipeline.js';
import { startPrivateMongod } from '../support/servers.js';
import { createProcessBench, postPatiently, type StartedProcess } from '../support/processes.js';

type Bench = ReturnType<typeof createProcessBench>;

const readiness = async ({ url }: StartedProcess) => ((await (await fetch(`${url}/readyz`)).json()) as { reason?: string }).reason ?? 'ready';
const metric = async ({ url }: StartedProcess, name: string) => parseExposition(await (await fetch(`${url}/api/metrics`)).text()).samples.get(name);

/** A worker and an API of which only the worker needs the MongoDB that the test makes sick. */
async function startOnPrivateLedger(bench: Bench) {
  const mongod = await startPrivateMongod();
  const { client, db } = openTestDatabase(mongod.url);
  const settings = { MONGODB_URL: mongod.url, MINING_MONGODB_DATABASE: db.databaseName };
  const ledger = openCollections(db);
  return { mongod, admin: client.db('admin'), ledger, settings, api: await bench.start('api'), worker: await bench.start('worker', settings) };
}

describe('a worker whose ledger', () => {
  it('answers pings but takes no posting pauses, says so, uses up no attempt, and goes on when it can', async () => {
    const bench = createProcessBench();
    const { admin, ledger, api, worker } = await startOnPrivateLedger(bench);
    const post = async (from: number) => {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => postPatiently(api, `disk-full-${from + index}`)));
      expect(answers.every(({ isAccepted }) => isAccepted)).toBe(true);
    };
    await post(100);
    await eventually(async () => (await bench.readState()).depth === 0);
    // A full disk, as MongoDB tells it.
    await admin.command({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data: { failCommands: ['insert'], errorCode: 14031 } });
    await post(200);
    await eventually(async () => (await readiness(worker)).startsWith('MongoDB answers, but takes no posting'));
    expect(await metric(worker, 'mining_worker_paused')).toBe(1);
    // More tickets come than it has in hand; one may be on its way when it pauses.
    const { active } = (await bench.readState()).jobs;
    for (let round = 3; round < 6; round += 1) await post(round * 100);
    await eventually(async () => (await bench.readState()).depth === 80);
    expect((await bench.readState()).jobs.active).toBeLessThanOrEqual(active + 1);
    await admin.command({ configureFailPoint: 'failCommand', mode: 'off' });
    await eventually(async () => (await bench.readState()).depth === 0);
    await eventually(async () => (await readiness(worker)) === 'ready');
    expect(await metric(worker, 'mining_worker_paused')).toBe(0);
    expect(await sumLedger(ledger)).toEqual({ rows: 100, amounts: 100, balances: 100 });
    expect((await bench.readState()).jobs.failed).toBe(0);
    // The log is written behind the work.
    await eventually(() => worker.output().includes('MongoDB takes postings again'));
  });

  it('is frozen ends at SIGTERM in time all the same, with its jobs handed back', async () => {
    const bench = createProcessBench();
    const { mongod, ledger, settings, api, worker } = await startOnPrivateLedger(bench);
    expect(await postPatiently(api, 'before-the-frost')).toMatchObject({ isAccepted: true });
    await eventually(async () => (await bench.readState()).depth === 0);
    await mongod.kill('SIGSTOP');
    expect(await postPatiently(api, 'in-the-frost')).toMatchObject({ isAccepted: true });
    await eventually(async () => (await bench.readState()).jobs.active === 1);
    expect(await worker.kill('SIGTERM')).toBe(0);
    expect((await bench.readState()).jobs).toMatchObject({ active: 0, failed: 0 });
    await mongod.kill('SIGCONT');
    await bench.start('worker', settings);
    await eventually(async () => (await bench.readState()).depth === 0);
    expect(await sumLedger(ledger)).toEqual({ rows: 2, amounts: 2, balances: 2 });
  });
});
