import { expect, it } from 'vitest';
import { createClickId } from '../../src/click/click-id.js';
import { createTicketQueue } from '../../src/queue/bullmq-queue.js';
import { eventually } from '../support/namespace.js';
import { createProcessBench, postPatiently } from '../support/processes.js';

const DEADLY = { NODE_OPTIONS: '--import ./test/support/preload/die-of-clicks.mjs' };

it('a click that kills every worker that posts it ends as failed, alone, and all others are credited', async () => {
  const bench = createProcessBench();
  const { addTicket, close } = createTicketQueue(bench.redis, bench.prefix, () => undefined);
  const api = await bench.start('api');
  const killer = createClickId('user-1', 'killer-00000001');
  const keys = ['innocent-before', 'killer-00000001', 'innocent-after'];
  expect((await Promise.all(keys.map((key) => postPatiently(api, key)))).every(({ isAccepted }) => isAccepted)).toBe(true);
  const [batchId = ''] = (await bench.redis.get(bench.keys.click(killer)))?.split('|') ?? [];
  const triedOf = async () => (await bench.redis.hget(bench.keys.tried, batchId)) ?? 'not noted';
  // The first two deaths are left out: they would be as the third, in which it is posted together with the others.
  await bench.redis.hset(bench.keys.attempts, batchId, 2);

  const notes: string[] = [];
  for (let death = 3; death <= 6; death += 1) {
    const worker = await bench.start('worker', DEADLY);
    // Nobody waits here until the lock of the dead worker's job has run out.
    await addTicket(batchId, `again-${death}`);
    await worker.gone;
    notes.push(await triedOf());
    expect(await postPatiently(api, `innocent-beside-${death}`, 'user-2')).toMatchObject({ isAccepted: true });
  }
  expect(notes).toEqual(['not noted', `${killer}|1`, `${killer}|2`, `${killer}|3`]);

  await bench.start('worker', DEADLY);
  await addTicket(batchId, 'again-at-last');
  await eventually(async () => (await bench.readState()).depth === 0);
  expect(await bench.clicks.findOne({ _id: killer })).toMatchObject({ status: 'failed', code: 'CLICK_KILLS_WORKER' });
  expect(await bench.deadLetters.findOne({ _id: killer })).toMatchObject({ code: 'CLICK_KILLS_WORKER', payload: { clickId: killer } });
  expect(await bench.clicks.countDocuments({ status: 'credited' })).toBe(keys.length - 1 + notes.length);
  expect((await bench.readState()).jobs.failed).toBe(0);
  expect(await bench.redis.exists(bench.keys.tried)).toBe(0);
  await close();
});
