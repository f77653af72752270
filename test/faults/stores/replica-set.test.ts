import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, it } from 'vitest';
import { eventually } from '../../support/namespace.js';
import { failWith, type ServerFailure } from '../../support/server-failure.js';
import type { PrivateServer } from '../../support/servers.js';
import { IS_LONG, seedsOfLane } from '../exactly-once/support/lane.js';
import type { Random } from '../exactly-once/support/random.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openStores, type Stores } from '../exactly-once/support/stores.js';
import { openWorld, type World } from '../exactly-once/support/world.js';
import { LEDGER_FAILPOINTS, PRIMARY_KILLED, PRIMARY_STEPPED_DOWN } from './experiments.js';

const ROUNDS = IS_LONG ? 10 : 2;
const FAILURES_OF_EACH_WAY = IS_LONG ? 6 : 2;

type Way = ServerFailure | { readonly closeConnection: true };

/** Write conflict, no such transaction, shut down, not primary, over its time, duplicate key, connection closed. */
const WAYS: readonly Way[] = [...[112, 251, 91, 10107, 50, 11000].map(failWith), { closeConnection: true }];
/** Nothing is aborted where nothing has failed before. */
const COMMANDS = [['find'], ['insert'], ['update'], ['commitTransaction'], ['update', 'abortTransaction']];

/** No secondary is near enough; an election is going on, or has just made another one the primary. */
const NOT_YET = new Set([262, 46, 117, 10107, 189, 11602]);

let stores: Stores;
let world: World;
let mongo: MongoClient;

beforeAll(async () => {
  stores = await openStores({ level: 'safe', mongods: 3 });
  mongo = new MongoClient(stores.mongodbUrl, { serverSelectionTimeoutMS: 20_000 });
  world = await openWorld(stores, { apis: 1 });
});

afterAll(async () => {
  await world?.close();
  await mongo?.close();
  await stores?.close();
});

async function findPrimary(): Promise<PrivateServer> {
  const { me } = (await mongo.db('admin').command({ hello: 1 }, { readPreference: 'primary' })) as { me: string };
  const primary = stores.mongods.find(({ port }) => me.endsWith(`:${port}`));
  if (!primary) throw new Error(`no mongod of ours is ${me}`);
  return primary;
}

async function killPrimary(random: Random): Promise<void> {
  const primary = await findPrimary();
  await primary.kill('SIGKILL');
  await pause(random.between(500, 3_000));
  await primary.restart();
}

/** Throws what else a primary has against stepping down. */
function whetherNotYet(fault: unknown): false {
  if (fault instanceof MongoServerError && NOT_YET.has(Number(fault.code))) return false;
  throw fault;
}

async function stepDown(random: Random): Promise<void> {
  await pause(random.between(500, 2_000));
  // Refused until a secondary has what the primary has.
  const before = await eventually(async () => {
    const primary = await findPrimary();
    const isDown = await mongo.db('admin').command({ replSetStepDown: 5, secondaryCatchUpPeriodSecs: 4 }, { readPreference: 'primary' }).then(() => true, whetherNotYet);
    return isDown && primary;
  });
  await eventually(async () => (await findPrimary()) !== before);
}

/** A command of the transaction fails in this way, so many times or by chance for a while; gives how often it did. */
async function failSomeCommand(way: Way, random: Random): Promise<number> {
  const mode = random.pick([...[1, 2, 3, 4, 5].map((times) => ({ times })), { activationProbability: 0.2 }]);
  const data = { failCommands: random.pick(COMMANDS), ...way };
  const admin = mongo.db('admin');
  const { count: before } = await admin.command({ configureFailPoint: 'failCommand', mode, data });
  await pause(random.between(200, 700));
  const { count: after } = await admin.command({ configureFailPoint: 'failCommand', mode: 'off' });
  return Number(after) - Number(before);
}

async function failInEachWay(random: Random): Promise<void> {
  for (const way of WAYS) {
    // A worker that waits for the ledger's return runs no transaction meanwhile.
    await eventually(async () => (await failSomeCommand(way, random)) > 0);
  }
}

const repeat = async (times: number, work: () => Promise<void>): Promise<void> => {
  for (let time = 0; time < times; time += 1) await work();
};

const EXPERIMENTS = [
  { experiment: PRIMARY_KILLED, makeFaults: (random: Random) => repeat(ROUNDS, () => killPrimary(random)) },
  { experiment: PRIMARY_STEPPED_DOWN, makeFaults: (random: Random) => repeat(ROUNDS, () => stepDown(random)) },
  { experiment: LEDGER_FAILPOINTS, makeFaults: (random: Random) => repeat(FAILURES_OF_EACH_WAY, () => failInEachWay(random)) },
];

it.each(EXPERIMENTS.flatMap((each) => seedsOfLane(1, 5).map((seed) => ({ ...each, seed, test: each.experiment.test }))))(
  '$test, seed $seed',
  async ({ experiment, makeFaults, seed }) => void (await runExperiment(world, experiment, seed, { makeFaults })),
);
