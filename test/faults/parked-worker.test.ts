import { expect, it } from 'vitest';
import { eventually } from '../support/namespace.js';
import { sumLedger } from '../support/pipeline.js';
import { createProcessBench, postPatiently } from '../support/processes.js';

it('a worker that takes no jobs on a new connection either is not alive, and ends with code 1 and a sentence', async () => {
  const bench = createProcessBench();
  const api = await bench.start('api');
  const parked = await bench.start('worker', { NODE_OPTIONS: '--import ./test/support/preload/park-fetch-loop.mjs' });
  expect(await postPatiently(api, 'waits-for-nobody')).toMatchObject({ isAccepted: true });
  const answer = await eventually(async () => {
    const livez = await fetch(`${parked.url}/livez`);
    return livez.status === 503 && livez.json();
  });
  expect(answer).toEqual({ status: 'not-alive', reason: 'jobs wait and the worker takes none' });
  const metrics = await (await fetch(`${parked.url}/api/metrics`)).text();
  expect(metrics).toContain('\nmining_worker_fetch_restarts_total 1\n');
  expect(await parked.gone).toBe(1);
  expect(parked.output()).toContain('mining-clicks: Jobs wait and this worker takes none, on a new connection to Redis either; it ends');
  await bench.start('worker');
  await eventually(async () => (await bench.readState()).depth === 0);
  expect(await sumLedger(bench)).toEqual({ rows: 1, amounts: 1, balances: 1 });
});
