import { describe, expect, it } from 'vitest';
import { MINUTE_MS, MINUTES_KEPT, type AcceptedMinutes } from '../queue/click-queue.js';
import { createConservationCheck, type ConservationOptions } from './conservation.js';

const START = 30_000_000;
const at = (minute: number, ms = 0): number => minute * MINUTE_MS + ms;

/** Redis and the ledger as numbers by minute, and a clock that the test moves. */
function createWorld(options?: Partial<ConservationOptions>) {
  const counts = new Map<number, number>();
  const rows: number[] = [];
  const looks: number[] = [];
  const state = { now: at(START), oldestUnfinished: undefined as number | undefined, countedSince: 0 };
  const readMinutes = (): Promise<AcceptedMinutes> => Promise.resolve({ ...state, counts: new Map(counts) });
  const countRows = (from: number, to: number) => {
    looks.push(Math.floor(from / MINUTE_MS));
    return Promise.resolve(rows.filter((time) => time >= from && time < to).length);
  };
  const accept = (minute: number, clicks: number) => {
    counts.set(minute, (counts.get(minute) ?? 0) + clicks);
    rows.push(...Array.from({ length: clicks }, (_, index) => at(minute, index)));
  };
  const createCheck = () => createConservationCheck(readMinutes, countRows, { watchedMinutes: 60, mostRows: 1000, ...options });
  return { state, counts, rows, looks, accept, createCheck, check: createCheck() };
}

describe('a check', () => {
  it('finds nothing where Redis and the ledger agree, and names when it looked', async () => {
    const world = createWorld();
    for (let back = 1; back <= 5; back += 1) world.accept(START - back, back);
    expect(await world.check()).toEqual({ difference: 0, checkedAt: at(START), differing: [] });
  });

  it('finds a row that is missing and one too many, each in its minute', async () => {
    const world = createWorld();
    for (let back = 1; back <= 5; back += 1) world.accept(START - back, 10);
    world.rows.splice(world.rows.indexOf(at(START - 2, 4)), 1);
    expect(await world.check()).toMatchObject({ difference: 1, differing: [{ from: at(START - 2), difference: 1 }] });
    world.rows.push(at(START - 4, 77), at(START - 4, 78), at(START - 50));
    expect(await world.check()).toMatchObject({
      difference: -2,
      differing: [
        { from: at(START - 50), difference: -1 },
        { from: at(START - 4), difference: -2 },
        { from: at(START - 2), difference: 1 },
      ],
    });
  });

  it('leaves the minute that runs, and every minute from the oldest unfinished batch on', async () => {
    const world = createWorld();
    world.counts.set(START, 7);
    world.counts.set(START - 1, 7);
    world.counts.set(START - 3, 7);
    world.state.oldestUnfinished = at(START - 3, 30_000);
    expect(await world.check()).toMatchObject({ difference: 0 });
    world.state.oldestUnfinished = at(START - 2);
    expect(await world.check()).toMatchObject({ difference: 7, differing: [{ from: at(START - 3) }] });
  });

  it('compares what was in flight for hours once it is not, whatever its age, for an hour', async () => {
    const world = createWorld();
    world.state.oldestUnfinished = at(START, 1);
    world.counts.set(START, 3);
    await world.check();
    world.state.now = at(START + 300);
    expect(await world.check()).toBeUndefined();
    world.state.oldestUnfinished = undefined;
    expect(await world.check()).toMatchObject({ difference: 3 });
    world.state.now = at(START + 359);
    expect(await world.check()).toMatchObject({ difference: 3 });
    world.state.now = at(START + 361);
    expect(await world.check()).toMatchObject({ difference: 0 });
  });

  it('says nothing of minutes older than the counts are kept', async () => {
    const world = createWorld();
    world.state.oldestUnfinished = at(START);
    await world.check();
    world.rows.push(at(START));
    world.state.oldestUnfinished = undefined;
    world.state.now = at(START + MINUTES_KEPT + 1);
    const check = world.check;
    for (let found = await check(); found?.difference !== 0; found = await check()) expect(found).toBeUndefined();
  });

  it('lets go of a minute after an hour', async () => {
    const world = createWorld();
    world.counts.set(START - 1, 1);
    expect(await world.check()).toMatchObject({ difference: 1 });
    world.state.now = at(START + 60) - 1;
    expect(await world.check()).toMatchObject({ difference: 1 });
    world.state.now = at(START + 60);
    expect(await world.check()).toMatchObject({ difference: 0 });
    expect(await world.createCheck()()).toMatchObject({ difference: 0 });
  });

  it('takes rows without counts for what they are in a Redis that counts since ever: it has forgotten them', async () => {
    const world = createWorld();
    world.accept(START - 5, 4);
    world.counts.clear();
    expect(await world.check()).toMatchObject({ difference: -4 });
  });

  it('leaves rows alone that are older than the counting, to the millisecond', async () => {
    const world = createWorld();
    world.rows.push(at(START - 6), at(START - 5, 99));
    world.state.countedSince = at(START - 5, 100);
    world.rows.push(at(START - 5, 100));
    world.counts.set(START - 5, 1);
    expect(await world.check()).toMatchObject({ difference: 0 });
    world.state.countedSince = at(START);
    expect(await world.createCheck()()).toBeUndefined();
  });
});

describe('what a check may cost', () => {
  it('bounds the rows that it counts, and claims nothing before every minute was compared once', async () => {
    const world = createWorld({ mostRows: 300 });
    for (let back = 1; back <= 60; back += 1) world.accept(START - back, 100);
    for (let part = 1; part < 20; part += 1) expect(await world.check()).toBeUndefined();
    expect(world.looks).toHaveLength(57);
    expect(await world.check()).toMatchObject({ difference: 0 });
    expect(new Set(world.looks).size).toBe(60);
  });

  it('comes back to every minute in turn, new ones first', async () => {
    const world = createWorld({ mostRows: 300 });
    for (let back = 1; back <= 60; back += 1) world.accept(START - back, 100);
    while (!(await world.check())) continue;
    world.rows.splice(world.rows.indexOf(at(START - 30, 5)), 1);
    world.accept(START, 100);
    world.state.now = at(START + 1);
    world.looks.length = 0;
    await world.check();
    expect(world.looks[0]).toBe(START);
    for (let checks = 1; checks < 20; checks += 1) await world.check();
    expect(await world.check()).toMatchObject({ difference: 1 });
  });

  it('counts at least one minute, however many rows it has', async () => {
    const world = createWorld({ mostRows: 1, watchedMinutes: 2 });
    world.accept(START - 1, 50);
    world.accept(START - 2, 50);
    expect(await world.check()).toBeUndefined();
    expect(await world.check()).toMatchObject({ difference: 0 });
  });
});

describe('a clock that steps back', () => {
  it('leaves a minute alone while it is open again, and compares it anew afterwards', async () => {
    const world = createWorld();
    world.accept(START - 1, 5);
    expect(await world.check()).toMatchObject({ difference: 0 });
    world.state.now = at(START - 1, 30_000);
    world.counts.set(START - 1, 6);
    expect(await world.check()).toMatchObject({ difference: 0 });
    world.state.now = at(START);
    expect(await world.check()).toMatchObject({ difference: 1 });
  });
});
