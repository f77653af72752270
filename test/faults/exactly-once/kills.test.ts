import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { API_KILLED, MONGOD_KILLED, REDIS_KILLED, WORKER_KILLED } from './experiments.js';
import { IS_LONG, seedsOfLane } from './support/lane.js';
import type { Experiment } from './support/line.js';
import type { Random } from './support/random.js';
import { runExperiment } from './support/run-experiment.js';
import { openStores, type Stores } from './support/stores.js';
import { openWorld, type World } from './support/world.js';

const KILLS = IS_LONG ? 20 : 2;

let stores: Stores;
let world: World;

beforeAll(async () => {
  stores = await openStores({ level: 'safe' });
  world = await openWorld(stores);
});

afterAll(async () => {
  await world?.close();
  await stores?.close();
});

const killServer = async (server: Stores['redis'], random: Random): Promise<void> => {
  await server.kill('SIGKILL');
  await pause(random.between(0, 2_000));
  await server.restart();
};

const VICTIMS: readonly { readonly experiment: Experiment; readonly kill: (random: Random) => Promise<void> }[] = [
  { experiment: API_KILLED, kill: (random) => random.pick(world.apis).kill('SIGKILL', random.between(0, 1_000)) },
  { experiment: WORKER_KILLED, kill: (random) => random.pick(world.workers).kill('SIGKILL', random.between(0, 1_000)) },
  { experiment: REDIS_KILLED, kill: (random) => killServer(stores.redis, random) },
  { experiment: MONGOD_KILLED, kill: (random) => killServer(random.pick(stores.mongods), random) },
];

it.each(VICTIMS.flatMap((victim) => seedsOfLane(1, 3).map((seed) => ({ ...victim, seed, test: victim.experiment.test }))))(
  '$test, seed $seed',
  async ({ experiment, kill, seed }) => {
    await runExperiment(world, experiment, seed, {
      makeFaults: async (random) => {
        for (let kills = 0; kills < KILLS; kills += 1) {
          await pause(random.between(200, 2_000));
          await kill(random);
        }
      },
    });
  },
);
