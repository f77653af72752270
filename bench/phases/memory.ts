import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../figures.js';
import { sendLoad, type Stage, waitForCredits } from './stage.js';

const CLICKS = 1500;
const CREDITED_WITHIN_MS = 60_000;
/** Windows and buckets of the rate limits are gone after so long; they do not belong to a click. */
const LIMITS_EXPIRE_MS = 3500;

/** What a click costs in Redis while it waits, and after it was credited; connections are there in all readings. */
export async function measureMemory(stage: Stage): Promise<Figures> {
  const { pipeline, stores, signal } = stage;
  const readSettled = async (): Promise<number> => {
    await pause(LIMITS_EXPIRE_MS, undefined, { signal });
    return stores.readRedisMemory();
  };
  await pipeline.startApi();
  // The scripts and everything else that is made once are there before the first reading.
  await sendLoad(stage, { kind: 'counted', clicks: 100 });
  await pipeline.startWorkers();
  await waitForCredits(stage, 100, CREDITED_WITHIN_MS);
  await pipeline.stopWorkers();
  const empty = await readSettled();
  await sendLoad(stage, { kind: 'counted', clicks: CLICKS });
  const queued = await readSettled();
  await pipeline.startWorkers();
  if (!(await waitForCredits(stage, CLICKS + 100, CREDITED_WITHIN_MS))) throw new Error('the clicks were not credited');
  await pipeline.stopWorkers();
  const finished = await readSettled();
  return { 'memory.queued': (queued - empty) / CLICKS, 'memory.finished': (finished - empty) / CLICKS };
}
