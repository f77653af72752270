import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { isFrozen } from '../../../../src/embedded/processes.js';
import { eventually } from '../../../support/namespace.js';
import type { PrivateServer } from '../../../support/servers.js';
import type { KeptProcess } from './kept-process.js';
import { createRandom, type Random } from './random.js';
import type { World } from './world.js';

/** Whatever takes signals: a process of ours, or a server. */
type Killable = KeptProcess | PrivateServer;

export async function killServer(server: PrivateServer, downMs: number): Promise<void> {
  await server.kill('SIGKILL');
  await pause(downMs);
  await server.restart();
}

export async function freeze(process: Killable, milliseconds: number): Promise<void> {
  await process.kill('SIGSTOP');
  const { pid } = 'pid' in process ? process : await process.untilRunning();
  // A signal works once the process is given a core.
  await eventually(() => isFrozen(pid));
  await pause(milliseconds);
  expect(isFrozen(pid), 'it is frozen all the time').toBe(true);
  await process.kill('SIGCONT');
}

/** Waits until the process, stopped by itself, is frozen, and wakes it after so long. */
export async function wakeFrozen(process: KeptProcess, afterMs: number): Promise<void> {
  const { pid } = await process.untilRunning();
  await eventually(() => isFrozen(pid));
  await pause(afterMs);
  await process.kill('SIGCONT');
}

const LONGEST_PAUSE_MS = 4_000;
const LONGEST_FREEZE_MS = 3_000;

/** Kills and freezes one of the APIs, one of the workers, Redis and MongoDB, each at its own random times: also together. */
export async function makeChaos(world: World, random: Random, milliseconds: number): Promise<void> {
  const { redis, mongods } = world.stores;
  const end = performance.now() + milliseconds;
  const processes = [world.apis, world.workers].map((all) => (own: Random) => harm(own.pick(all), own, (process) => process.kill('SIGKILL')));
  const servers = [[redis], mongods].map((all) => (own: Random) => harm(own.pick(all), own, (server) => killServer(server, own.between(0, 2_000))));
  const harmAgainAndAgain = async (harmOne: (own: Random) => Promise<void>, own: Random): Promise<void> => {
    while (performance.now() < end) {
      await pause(own.between(0, LONGEST_PAUSE_MS));
      await harmOne(own);
    }
  };
  const own = () => createRandom(random.between(0, 2 ** 30));
  await Promise.all([...processes, ...servers].map((harmOne) => harmAgainAndAgain(harmOne, own())));
}

async function harm<T extends Killable>(victim: T, random: Random, kill: (victim: T) => Promise<void>): Promise<void> {
  if (random.between(1, 3) === 1) await freeze(victim, random.between(200, LONGEST_FREEZE_MS));
  else await kill(victim);
}
