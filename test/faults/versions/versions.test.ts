import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { checkOut, type Checkout } from '../../../bench/against/checkout.js';
import { command } from '../../../bench/contenders/contender.js';
import { PACKAGE_FOLDER } from '../../../src/cli/package-folder.js';
import type { KeptProcess } from '../exactly-once/support/kept-process.js';
import { seedsOfLane } from '../exactly-once/support/lane.js';
import type { Random } from '../exactly-once/support/random.js';
import { runExperiment } from '../exactly-once/support/run-experiment.js';
import { openStores, type Stores } from '../exactly-once/support/stores.js';
import { openWorld } from '../exactly-once/support/world.js';
import { DOWNGRADE, UPGRADE } from './experiments.js';

/** The last version whose processes may still run while this one is brought in. */
const PREVIOUS = process.env['FAULTS_PREVIOUS'] ?? '5a25f05';
const TIME_LIMIT_MS = 600_000;

let folder: string;
let previous: Checkout | undefined;
let stores: Stores | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mining-clicks-test-versions-'));
  previous = await checkOut(PREVIOUS, PACKAGE_FOLDER, join(folder, 'previous'), new AbortController().signal);
  stores = await openStores({ level: 'safe' });
}, TIME_LIMIT_MS);

afterAll(async () => {
  await stores?.close();
  await previous?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Two APIs and two workers of one version, each of which can be replaced by the other version in its place. */
async function openDeployment(stores: Stores, from: string) {
  const commands = new Map<string, string>();
  const world = await openWorld(stores, { commandOf: (name) => commands.get(name) ?? from });
  onTestFinished(() => world.close());
  const deploy = async (process: KeptProcess, version: string): Promise<void> => {
    const ends = process.ends.length;
    commands.set(process.name, version);
    await process.kill('SIGTERM');
    await process.untilEnded(ends);
    await process.untilRunning();
    // It ended by itself, in order.
    expect(process.ends.slice(ends)).toEqual(['exit code 0']);
  };
  return { world, deploy };
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(random.between(0, rest.length - 1), 1)[0] as T);
}

const runs = [UPGRADE, DOWNGRADE].flatMap((experiment) => seedsOfLane(1, 5).map((seed) => ({ experiment, seed, test: experiment.test })));

it.each(runs)('$test, seed $seed', { timeout: TIME_LIMIT_MS }, async ({ experiment, seed }) => {
  if (!previous || !stores) throw new Error('the set-up failed');
  const ours = command(PACKAGE_FOLDER);
  const theirs = command(previous.folder);
  const [from, to] = experiment === UPGRADE ? [theirs, ours] : [ours, theirs];
  const { world, deploy } = await openDeployment(stores, from);
  const line = await runExperiment(world, experiment, seed, {
    makeFaults: async (random) => {
      for (const process of shuffle([...world.apis, ...world.workers], random)) {
        // Both versions have clicks of the other one in hand meanwhile.
        await pause(random.between(1_000, 3_000));
        await deploy(process, to);
      }
    },
  });
  expect(line.dead_lettered).toBe(0);
});
