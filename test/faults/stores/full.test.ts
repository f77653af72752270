import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { isRunning } from '../../../src/embedded/processes.js';
import { eventually, openTestRedis, randomName } from '../../support/namespace.js';
import { postTo } from '../../support/processes.js';
import { seedsOfLane } from '../exactly-once/support/lane.js';
import type { Experiment } from '../exactly-once/support/line.js';
import { runExperiment, type ExperimentChoice } from '../exactly-once/support/run-experiment.js';
import { openStores, type Stores } from '../exactly-once/support/stores.js';
import { openWorld, type World } from '../exactly-once/support/world.js';
import { LEDGER_DISK_FULL, REDIS_DISK_FULL, REDIS_MEMORY_FULL } from './experiments.js';
import { openStoresOnDisk, type StoresOnDisk } from './support/stores-on-disk.js';

const FULL_MS = 4_000;
const MEBIBYTE = 1024 * 1024;

async function experimentOn(stores: Stores, experiment: Experiment, seed: number, makeFaults: (world: World) => ExperimentChoice['makeFaults']) {
  const world = await openWorld(stores, { apis: 1, workers: 1 });
  try {
    await runExperiment(world, experiment, seed, { makeFaults: makeFaults(world) });
  } finally {
    await world.close();
    await stores.close();
  }
}

/** Writes what belongs to nobody until Redis refuses, a little at a time at the end. */
async function fillMemory(redis: Redis): Promise<void> {
  for (const size of [MEBIBYTE, MEBIBYTE / 16, MEBIBYTE / 256]) {
    for (let part = 0; ; part += 1) {
      const isFull = await redis.set(`filler:${size}:${part}`, 'x'.repeat(size)).then(() => false, () => true);
      if (isFull) break;
    }
  }
}

async function freeMemory(redis: Redis): Promise<void> {
  await redis.unlink(await redis.keys('filler:*'));
}

it.each(seedsOfLane(1, 3))('redis-memory-full, seed %i', async (seed) => {
  const stores = await openStores({ level: 'safe', redis: { settings: { maxmemory: '48mb' } } });
  const redis = openTestRedis(stores.redisUrl);
  await experimentOn(stores, REDIS_MEMORY_FULL, seed, (world) => async (random) => {
    await pause(random.between(1_000, 3_000));
    await fillMemory(redis);
    const isRefused = async () => (await postTo(world, `full-${randomName()}`)).status === 503;
    await eventually(isRefused);
    await pause(FULL_MS);
    expect(await isRefused(), 'a click is refused to the end').toBe(true);
    await freeMemory(redis);
  });
});

/** Leaves no room, waits until the server has given up (it cannot keep its promise), makes room and starts it again. */
async function fillUntilItEnds({ disk }: StoresOnDisk, server: Stores['redis']): Promise<void> {
  const { pid } = server;
  await disk.fill();
  await eventually(() => !isRunning(pid));
  await pause(FULL_MS / 2);
  await disk.free();
  await server.restart();
}

it.each(seedsOfLane(1, 3))('redis-disk-full, seed %i', async (seed) => {
  const stores = await openStoresOnDisk('safe', 'redis', 32);
  await experimentOn(stores, REDIS_DISK_FULL, seed, () => async (random) => {
    await pause(random.between(1_000, 3_000));
    await fillUntilItEnds(stores, stores.redis);
  });
});

it.each(seedsOfLane(1, 3))('ledger-disk-full, seed %i', async (seed) => {
  const stores = await openStoresOnDisk('safe', 'mongod', 700);
  await experimentOn(stores, LEDGER_DISK_FULL, seed, () => async (random) => {
    await pause(random.between(1_000, 3_000));
    await fillUntilItEnds(stores, stores.mongods[0] as Stores['redis']);
  });
});
