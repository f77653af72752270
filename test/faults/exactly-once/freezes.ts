import { definePoint, type Point } from './points.js';
import { defineExperiment, type Experiment } from './support/line.js';
import type { ProcessName } from './support/world.js';

export type Freeze = Experiment & { readonly victim: ProcessName | 'redis' | 'mongod' };

const frozen = (victim: Freeze['victim'], about: string): Freeze => ({ ...defineExperiment(`${victim}-frozen`, about), victim });

/** At any moment. */
export const FREEZES: readonly Freeze[] = [
  frozen('api', 'SIGSTOP of an API, SIGCONT after 1 to 30 s'),
  frozen('worker', 'SIGSTOP of a worker, SIGCONT after 1 to 30 s'),
  frozen('redis', 'SIGSTOP of redis-server, SIGCONT after 1 to 30 s'),
  frozen('mongod', 'SIGSTOP of mongod, SIGCONT after 1 to 30 s'),
];

/** A place between two effects where a process is frozen, for longer than the others wait for it. */
export type FreezePoint = Point & { readonly leastMs: number };

/** Longer than the reaper waits for a ticket (5 s), and than a client waits for an answer (3 s). */
const BEYOND_REAPER_MS = 7_000;
/** Longer than the others wait for a worker: its lock (6 s), and the look at which it is missed (every 2.5 s). */
const BEYOND_LOCK_MS = 10_000;

const point = (test: string, process: ProcessName, step: string, about: string): FreezePoint => {
  return { ...definePoint(`frozen-${test}`, process, step, about), leastMs: process === 'api' ? BEYOND_REAPER_MS : BEYOND_LOCK_MS };
};

export const FREEZE_POINTS: readonly FreezePoint[] = [
  point('before-admission', 'api', 'redis admitClicks sent', 'API frozen: the clicks are about to be admitted'),
  point('after-admission', 'api', 'redis admitClicks answered', 'API frozen: accepted, no ticket, no answer'),
  point('before-ticket', 'api', 'redis addStandardJob sent', 'API frozen: the ticket is about to be added'),
  point('after-seal', 'worker', 'redis takeBatch answered', 'worker frozen: the batch is sealed; another one takes it'),
  point('before-commit', 'worker', 'mongodb commitTransaction sent', 'worker frozen in the transaction; another one takes its clicks'),
  point('before-finish', 'worker', 'redis finishBatch sent', 'worker frozen: committed; another one finishes the batch'),
];
