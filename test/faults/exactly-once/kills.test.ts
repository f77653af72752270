import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { ALL_KILLED, API_KILLED, CHAOS, MONGOD_KILLED, REDIS_KILLED, WORKER_KILLED } from './experiments.js';
import { killServer, makeChaos } from './support/kills.js';
import { IS_LONG, seedsOfLane } from './support/lane.js';
import type { Experiment } from './support/line.js';
import type { Random } from './support/random.js';
import { runExperiment } from './support/run-experiment.js';
import { openStores, type Stores } from './support/stores.js';
import { openWorld, type World } from './support/world.js';

const KILLS = IS_LONG ? 20 : 2;
const CHAOS_MS = IS_LONG ? 180_000 : 15_000;
const TIME_LIMIT_MS = 600_000;

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

type Victim = { readonly experiment: Experiment; readonly kill: (random: Random) => Promise<unknown> };

const VICTIMS: readonly Victim[] = [
  { experiment: API_KILLED, kill: (random) => random.pick(world.apis).kill('SIGKILL', random.between(0, 1_000)) },
  { experiment: WORKER_KILLED, kill: (random) => random.pick(world.workers).kill('SIGKILL', random.between(0, 1_000)) },
  { experiment: REDIS_KILLED, kill: (random) => killServer(stores.redis, random.between(0, 2_000)) },
  { experiment: MONGOD_KILLED, kill: (random) => killServer(random.pick(stores.mongods), random.between(0, 2_000)) },
  {
    experiment: ALL_KILLED,
    kill: () => {
      const processes = [...world.apis, ...world.workers].map((each) => each.kill('SIGKILL'));
      return Promise.all([...processes, ...[stores.redis, ...stores.mongods].map((server) => killServer(server, 0))]);
    },
  },
];

const runs = VICTIMS.flatMap((victim) => seedsOfLane(1, 3).map((seed) => ({ ...victim, seed, test: victim.experiment.test })));

it.each(runs)('$test, seed $seed', { timeout: TIME_LIMIT_MS }, async ({ experiment, kill, seed }) => {
  await runExperiment(world, experiment, seed, {
    makeFaults: async (random) => {
      for (let kills = 0; kills < KILLS; kills += 1) {
        await pause(random.between(200, 2_000));
        await kill(random);
      }
    },
  });
});

it.each(seedsOfLane(1, 3))(`${CHAOS.test}, seed %i`, { timeout: TIME_LIMIT_MS }, async (seed) => {
  await runExperiment(world, CHAOS, seed, { makeFaults: (random) => makeChaos(world, random, CHAOS_MS) });
});
