import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../figures.js';
import { readResidentMemory } from '../machine/cpu-time.js';
import { defined } from './accept.js';
import { cpuPerClick, read, type Stage } from './stage.js';

const SETTLE_MS = 3000;
const WATCH_MS = 6000;

/** What API and worker together use while nobody clicks. */
export async function measureIdling(stage: Stage): Promise<Figures> {
  const { pipeline, signal } = stage;
  await Promise.all([pipeline.startApi(), pipeline.startWorkers()]);
  await pause(SETTLE_MS, undefined, { signal });
  const before = await read(stage);
  await pause(WATCH_MS, undefined, { signal });
  const after = await read(stage);
  const elapsedUs = (after.at - before.at) * 1000;
  const share = (name: 'api' | 'worker'): number => (cpuPerClick(name, before, after, 1) ?? NaN) / elapsedUs;
  const memory = Object.values(pipeline.pids()).map((pid) => readResidentMemory(pid) ?? NaN);
  return defined({
    'idle.cpu': orUndefined((share('api') + share('worker')) * 100),
    'idle.memory': orUndefined(memory.reduce((sum, bytes) => sum + bytes, 0) / 1024 / 1024),
  });
}

function orUndefined(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
