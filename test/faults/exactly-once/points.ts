import { defineExperiment, type Experiment } from './support/line.js';
import type { KeptProcess } from './support/kept-process.js';
import type { Random } from './support/random.js';
import type { StopAt } from './support/stop-at.js';
import type { ProcessName, World } from './support/world.js';

/** A place between two effects where a process dies or is frozen. */
export type Point = Experiment & { readonly process: ProcessName; readonly step: string };

export function definePoint(test: string, process: ProcessName, step: string, about: string): Point {
  return { ...defineExperiment(test, about), process, step };
}

/** It is stopped at one of the first such steps, which one by the seed. */
export function stopAtPoint({ step }: Point, signal: StopAt['signal'], random: Random): StopAt {
  // About so many that each comes within a few seconds.
  const mostHits = step.includes('admitClicks') || step.includes('http') ? 60 : 15;
  return { step, hit: random.between(1, mostHits), signal };
}

/** The process of a world to which it happens. */
export function victimOf({ apis, workers }: World, { process }: Pick<Point, 'process'>): KeptProcess {
  const [victim] = process === 'api' ? apis : workers;
  if (!victim) throw new Error(`the world has no ${process}`);
  return victim;
}
