import type { OverloadOptions } from './options.js';
import type { QueueRun, SaturatedRun } from './run-overload.js';
import type { SystemFigures } from './figures.js';

/** The first run, each figure beside what is required of it. */
export function formatQueueRun({ load, system, normalAfterSeconds, audit }: QueueRun, { workerRate, cap }: OverloadOptions): string {
  const { answers, buckets, refusedMs, lateShare, unsent } = load;
  const late = lateShare + unsent / Math.max(1, load.sent);
  const credited = system.creditedPerSecond / workerRate;
  return [
    `answers ${pairs(answers)}${Object.keys(buckets).length > 0 ? `; buckets of the 429s ${pairs(buckets)}` : ''}${unansweredText(load.unanswered)}`,
    verdict('late sends of the load itself', `${(100 * late).toFixed(2)} %`, 'at most 1 %', late <= 0.01),
    verdict('credited', `${system.creditedPerSecond.toFixed(0)}/s, ${(100 * credited).toFixed(0)} % of ${workerRate}`, 'at least 90 %', credited >= 0.9),
    verdict('p99 of refusals', `${refusedMs['p99']} ms`, 'under 100 ms', (refusedMs['p99'] ?? Infinity) < 100),
    verdict('most clicks in flight', String(system.mostDepth), `at most ${cap}`, system.mostDepth <= cap),
    verdict('back to normal', `${normalAfterSeconds.toFixed(1)} s`, 'under 10 s', normalAfterSeconds < 10),
    ...memoryLines(system),
    audit,
  ].join('\n');
}

/** The second run; nothing is required of it. */
export function formatSaturatedRun({ load, system, normalAfterSeconds }: SaturatedRun): string {
  const refused = Object.values(load.refused).reduce((sum, count) => sum + count, 0);
  return [
    `answers/s ${((load.accepted + refused) / load.seconds).toFixed(0)}: 202: ${load.accepted}  ${pairs(load.refused)}`,
    `refusals: p50 ${load.refusedP50.toFixed(1)} ms  p99 ${load.refusedP99.toFixed(1)} ms; accepted: p50 ${load.p50.toFixed(1)} ms  p99 ${load.p99.toFixed(1)} ms`,
    `credited ${system.creditedPerSecond.toFixed(0)}/s; API ${(100 * system.apiCpu).toFixed(0)} % of a core, load generator ${(100 * load.ownCpu).toFixed(0)} %`,
    `most clicks in flight ${system.mostDepth}; back to normal after ${normalAfterSeconds.toFixed(1)} s`,
    ...memoryLines(system),
  ].join('\n');
}

function memoryLines({ apiMemory, workerMemory, redisMemory, keptJobs, keptEvents }: SystemFigures): string[] {
  const line = (name: string, [early, end]: readonly [number, number]) =>
    `${name}: ${early.toFixed(1)} MB after ten seconds, ${end.toFixed(1)} MB at the end (${end >= early ? '+' : ''}${((100 * (end - early)) / early).toFixed(1)} %)`;
  const kept = `of which BullMQ keeps ${keptJobs.join(' and then ')} finished jobs (1,000 at most) and ${keptEvents.join(' and then ')} events (about 10,000)`;
  return [line('memory of the API', apiMemory), line('memory of the worker', workerMemory), line("Redis' used_memory", redisMemory), kept];
}

function verdict(name: string, value: string, required: string, isKept: boolean): string {
  return `${name}: ${value} (${required}: ${isKept ? 'kept' : 'NOT KEPT'})`;
}

function unansweredText(unanswered: Readonly<Record<string, number>>): string {
  return Object.keys(unanswered).length > 0 ? `; unanswered ${pairs(unanswered)}` : '';
}

function pairs(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([name, count]) => `${name}: ${count}`).join('  ');
}
