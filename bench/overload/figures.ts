import type { Sample } from './watch-system.js';

/** Seconds until a run is under way: the queue is full, and what the processes take at their start is taken. */
export const SETTLED_AFTER = 10;

export type SystemFigures = {
  /** Clicks a second, from the time when the run is under way to its end. */
  readonly creditedPerSecond: number;
  readonly mostDepth: number;
  /** MB when the run is under way, and at its end. */
  readonly apiMemory: readonly [number, number];
  readonly workerMemory: readonly [number, number];
  readonly redisMemory: readonly [number, number];
  /** What BullMQ kept then, which is part of it. */
  readonly keptJobs: readonly [number, number];
  readonly keptEvents: readonly [number, number];
  /** Share of one core. */
  readonly apiCpu: number;
};

/** @throws Error when the samples do not last until the run is under way. */
export function summarizeSamples(samples: readonly Sample[]): SystemFigures {
  const first = samples.find(({ at }) => at >= SETTLED_AFTER);
  const last = samples.at(-1);
  if (!first || !last || first === last) throw new Error('the run was too short');
  const seconds = last.at - first.at;
  const megabytes = (name: 'apiMemory' | 'workerMemory' | 'redisMemory') => [first[name] / 1e6, last[name] / 1e6] as const;
  return {
    creditedPerSecond: (last.credited - first.credited) / seconds,
    mostDepth: Math.max(...samples.map(({ depth }) => depth)),
    apiMemory: megabytes('apiMemory'),
    workerMemory: megabytes('workerMemory'),
    redisMemory: megabytes('redisMemory'),
    keptJobs: [first.keptJobs, last.keptJobs],
    keptEvents: [first.keptEvents, last.keptEvents],
    apiCpu: (last.apiCpu - first.apiCpu) / seconds,
  };
}
