import { describe, expect, it } from 'vitest';
import { createFetchWatch, PARKED_AFTER_LOOKS } from './fetch-watch.js';

/** A worker and a queue as the test says, and what the watch did about them. */
function createWatched() {
  const state = { taken: 0, isTaking: true, waiting: 5, isRedisAway: false };
  const acts: string[] = [];
  const worker = {
    isTaking: () => state.isTaking,
    countTaken: () => state.taken,
    restart: () => Promise.resolve(void acts.push('restarted')),
  };
  const countTakeable = () => (state.isRedisAway ? Promise.reject(new Error('away')) : Promise.resolve(state.waiting));
  const watch = createFetchWatch(worker, { countTakeable, onGivenUp: () => acts.push('given up') });
  const look = async (times: number) => {
    for (let count = 0; count < times; count += 1) await watch.look().catch(() => undefined);
    return acts;
  };
  return { state, acts, look, isParked: watch.isParked };
}

describe('the watch of the fetch loop', () => {
  it('makes a loop anew that takes none of the jobs that wait, once, and gives up when that does not help', async () => {
    const { look, isParked } = createWatched();
    expect([...(await look(PARKED_AFTER_LOOKS - 1)), isParked()]).toEqual([false]);
    expect([...(await look(1)), isParked()]).toEqual(['restarted', true]);
    expect([...(await look(PARKED_AFTER_LOOKS - 1)), isParked()]).toEqual(['restarted', true]);
    expect(await look(1)).toEqual(['restarted', 'given up']);
  });

  it('is content as soon as a job is taken', async () => {
    const { state, look, isParked } = createWatched();
    await look(PARKED_AFTER_LOOKS + 3);
    state.taken += 1;
    expect([...(await look(1)), isParked()]).toEqual(['restarted', false]);
    expect(await look(PARKED_AFTER_LOOKS - 1)).toEqual(['restarted']);
  });

  it.each([
    ['none waits', { waiting: 0 }],
    ['the worker is paused, or its hands are full', { isTaking: false }],
    ['Redis cannot be asked', { isRedisAway: true }],
  ])('says nothing while %s', async (_name, change) => {
    const { state, look, isParked } = createWatched();
    Object.assign(state, change);
    expect([...(await look(3 * PARKED_AFTER_LOOKS)), isParked()]).toEqual([false]);
  });
});
