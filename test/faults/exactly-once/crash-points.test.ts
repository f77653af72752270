import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/namespace.js';
import { CRASH_IN_INDEX_CREATION, CRASH_IN_REAPER, CRASH_POINTS, CRASHES_IN_DRAIN } from './crash-points.js';
import { stopAtPoint, victimOf } from './points.js';
import type { KeptProcess } from './support/kept-process.js';
import { seedsOfLane } from './support/lane.js';
import type { Experiment } from './support/line.js';
import type { Random } from './support/random.js';
import { runExperiment } from './support/run-experiment.js';
import { openStoppableWorld, type StoppableWorld } from './support/stoppable-world.js';
import { stopAt, type StopAt } from './support/stop-at.js';
import { openStores, type Stores } from './support/stores.js';
import { openWorld, type WorldChoice } from './support/world.js';

const SEEDS = seedsOfLane(1);
const TIME_LIMIT_MS = SEEDS.length * 400_000;
const LOAD = { rate: 40, users: 10 };
/** So many that a process that stops has some in hand. */
const DENSE_LOAD = { ...LOAD, rate: 200 };
const KILLED = 'killed by SIGKILL';
const MOST_TRIES = 5;
const MOST_DRAINS = 8;
/** About so many that a drain makes. */
const MOST_STEPS = { api: 3, worker: 12 };
/** A log line of a request or a job. */
const DONE = /"durationMs":/;

type Choice = WorldChoice & { readonly load?: typeof LOAD };

let stores: Stores;

beforeAll(async () => {
  stores = await openStores({ level: 'safe' });
});

afterAll(() => stores?.close());

/** All seeds one after the other in a world of their own. A seed that fails does not keep the others from being tried. */
async function tryAllSeeds(experiment: Experiment, makeFaults: (world: StoppableWorld, random: Random) => Promise<void>, { load = LOAD, ...choice }: Choice = {}) {
  const world = await openStoppableWorld(stores, choice);
  const failed: unknown[] = [];
  for (const seed of SEEDS) {
    await runExperiment(world, experiment, seed, { ...load, makeFaults: (random) => makeFaults(world, random) }).catch((fault: unknown) => failed.push(fault));
  }
  await world.close();
  if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join('\n'));
}

async function dieAt(world: StoppableWorld, process: KeptProcess, where: StopAt): Promise<void> {
  const ends = process.ends.length;
  await world.arm(process, where);
  await process.untilEnded(ends);
  expect(process.ends.at(-1)).toBe(KILLED);
}

/** Waits until a process has done something more: one that has just started has nothing to drain. */
async function untilBusy(world: StoppableWorld, process: KeptProcess): Promise<void> {
  await process.untilRunning();
  const countDone = async () => (await readFile(join(world.folder, `${process.name}.ndjson`), 'utf8')).split('\n').filter((line) => DONE.test(line)).length;
  const before = await countDone();
  await eventually(async () => (await countDone()) > before);
}

describe.concurrent('a process that dies between two effects', { timeout: TIME_LIMIT_MS }, () => {
  it.each(CRASH_POINTS)('$test', async (point) => {
    await tryAllSeeds(point, async (world, random) => {
      await dieAt(world, victimOf(world, point), stopAtPoint(point, 'SIGKILL', random));
    });
  });

  it(CRASH_IN_REAPER.test, async () => {
    const makeFaults = async (world: StoppableWorld, random: Random): Promise<void> => {
      const api = victimOf(world, { process: 'api' });
      const reaping: StopAt = { step: 'redis reapBatches answered', hit: 1, signal: 'SIGKILL' };
      const ends = world.workers.map((worker) => worker.ends.length);
      const hasDied = () => world.workers.some((worker, index) => worker.ends.slice(ends[index]).includes(KILLED));
      for (const worker of world.workers) await world.arm(worker, reaping);
      // Where the API is back before a reaper has looked, that one finds nothing: then it dies once more.
      for (let tries = 1; tries <= MOST_TRIES && !hasDied(); tries += 1) {
        // The next API would announce the batch: it comes after the reaper.
        api.stayDown(8_000);
        // The batch of its last clicks has no ticket.
        await dieAt(world, api, { step: 'redis addStandardJob sent', hit: random.between(1, 15), signal: 'SIGKILL' });
        await api.untilRunning();
      }
      expect(hasDied()).toBe(true);
    };
    await tryAllSeeds(CRASH_IN_REAPER, makeFaults, { apis: 1 });
  });

  it.each(CRASHES_IN_DRAIN)('$test', async (point) => {
    await tryAllSeeds(point, async (world, random) => {
      const victim = victimOf(world, point);
      const ends = victim.ends.length;
      // A drain that is over before the step comes is one in order; then it drains once more, and dies sooner.
      let hit = random.between(1, MOST_STEPS[point.process]);
      for (let tries = 1; tries <= MOST_DRAINS && !victim.ends.slice(ends).includes(KILLED); tries += 1) {
        await untilBusy(world, victim);
        await world.arm(victim, { step: point.step, hit, signal: 'SIGKILL', from: 'SIGTERM' });
        hit = Math.ceil(hit / 2);
        await victim.kill('SIGTERM');
      }
      const [death, ...inOrder] = victim.ends.slice(ends).toReversed();
      expect(death).toBe(KILLED);
      expect(inOrder).toEqual(inOrder.map(() => 'exit code 0'));
    }, { load: DENSE_LOAD });
  });

  it(CRASH_IN_INDEX_CREATION.test, async () => {
    for (const seed of SEEDS) {
      const phase = seed % 2 === 0 ? 'sent' : 'answered';
      const prepare: WorldChoice['prepare'] = (name, index, start) =>
        name === 'worker' && index === 0 && start === 1 ? stopAt({ step: `mongodb createIndexes ${phase}`, hit: 1 + (seed % 3), signal: 'SIGKILL' }) : {};
      const world = await openWorld(stores, { prepare });
      const makeFaults = async (): Promise<void> => {
        const victim = victimOf(world, { process: 'worker' });
        await victim.untilEnded(0);
        expect(victim.ends[0]).toContain(KILLED);
      };
      await runExperiment(world, CRASH_IN_INDEX_CREATION, seed, { ...LOAD, makeFaults }).finally(world.close);
    }
  });
});
