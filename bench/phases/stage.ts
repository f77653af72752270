import { setTimeout as pause } from 'node:timers/promises';
import type { Pipeline } from '../machine/pipeline.js';
import { readCpuTime } from '../machine/cpu-time.js';
import type { Stores } from '../machine/stores.js';
import type { GeneratorPlan } from '../generator/messages.js';
import { type GeneratorRun, runGenerator } from '../generator/run-generator.js';

/** What a phase works with: one contender's processes on empty stores. */
export type Stage = {
  readonly pipeline: Pipeline;
  readonly stores: Stores;
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly signal: AbortSignal;
};

/** CPU time so far, in microseconds, and clicks in the ledger. */
export type Reading = {
  /** Milliseconds, by the clock that never steps back. */
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly cpu: Readonly<Partial<Record<ProcessName, number>>>;
  readonly credited: number;
};
export type ProcessName = 'api' | 'worker' | 'redis' | 'mongod';

export async function read({ pipeline, stores }: Stage): Promise<Reading> {
  const { api, worker } = pipeline.pids();
  const pids = { api, worker, redis: stores.redisPid, mongod: stores.mongodPid };
  const times = Object.entries(pids).map(([name, pid]) => [name, pid === undefined ? undefined : readCpuTime(pid)]);
  const cpu = Object.fromEntries(times) as Reading['cpu'];
  return { cpu, credited: await stores.countClicks(), at: performance.now(), time: Date.now() };
}

/** CPU microseconds that a process used between two readings, for each of `clicks`. */
export function cpuPerClick(process: ProcessName, before: Reading, after: Reading, clicks: number): number | undefined {
  const used = (after.cpu[process] ?? NaN) - (before.cpu[process] ?? NaN);
  return Number.isNaN(used) || clicks === 0 ? undefined : used / clicks;
}

let runs = 0;

/** Sends a load to the stage's API, with keys that were never used before. */
export async function sendLoad(stage: Stage, load: GeneratorPlan['load'], clicksOfRequest = 1): Promise<GeneratorRun<Reading>> {
  const run = await sendLoadWhateverTheAnswers(stage, load, clicksOfRequest);
  const refused = Object.entries(run.result.refused);
  if (refused.length > 0) throw new Error(`clicks were refused, so the figures mean nothing: ${refused.join('; ')}`);
  return run;
}

/** As `sendLoad`, also when clicks are refused. */
export function sendLoadWhateverTheAnswers(
  stage: Stage,
  load: GeneratorPlan['load'],
  clicksOfRequest = 1,
): Promise<GeneratorRun<Reading>> {
  const { pipeline, connections, tokens, signal } = stage;
  runs += 1;
  const keyPrefix = `bench-${process.pid}-${runs}-`;
  const plan = { port: pipeline.apiPort, connections, keyPrefix, tokens, clicksOfRequest, load };
  return runGenerator(plan, () => read(stage), signal);
}

/** Waits until the ledger holds `clicks`, at most `mostMs`; tells whether it does. */
export async function waitForCredits({ stores, signal }: Stage, clicks: number, mostMs: number): Promise<boolean> {
  const deadline = performance.now() + mostMs;
  while (performance.now() < deadline) {
    if ((await stores.countClicks()) >= clicks) return true;
    await pause(50, undefined, { signal });
  }
  return false;
}
