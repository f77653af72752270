import { setTimeout as pause } from 'node:timers/promises';
import type { Figures } from '../figures.js';
import { defined } from './accept.js';
import { cpuPerClick, read, type Reading, type Stage } from './stage.js';

const LOOK_EVERY_MS = 50;
const FIRST_CREDIT_WITHIN_MS = 20_000;

/** How fast a worker works off a backlog that is already there. */
export async function measureDraining(stage: Stage, backlog: number, mostMs: number): Promise<Figures> {
  await stage.pipeline.startWorkers();
  const { first, last, clicks, rate } = await drain(stage, backlog, mostMs);
  return defined({
    'drain.rate': rate,
    'drain.cpu.worker': cpuPerClick('worker', first, last, clicks),
    'drain.cpu.redis': cpuPerClick('redis', first, last, clicks),
    'drain.cpu.mongod': cpuPerClick('mongod', first, last, clicks),
  });
}

/** Watches the workers that have just been started: from the first credit to the last, or to `mostMs`. */
export async function drain(stage: Stage, backlog: number, mostMs: number) {
  const first = await readUntil(stage, FIRST_CREDIT_WITHIN_MS, ({ credited }) => credited > 0);
  const last = await readUntil(stage, mostMs, ({ credited }) => credited >= backlog);
  const clicks = last.credited - first.credited;
  if (clicks === 0) throw new Error(`the worker credited ${last.credited} of ${backlog} clicks at once: nothing to measure`);
  return { first, last, clicks, rate: (clicks * 1000) / (last.at - first.at) };
}

async function readUntil(stage: Stage, mostMs: number, isEnough: (reading: Reading) => boolean): Promise<Reading> {
  const deadline = performance.now() + mostMs;
  for (;;) {
    const reading = await read(stage);
    if (isEnough(reading) || performance.now() >= deadline) return reading;
    await pause(LOOK_EVERY_MS, undefined, { signal: stage.signal });
  }
}
