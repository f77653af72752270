import type { Latencies } from './latencies.js';
import { LATE_MS, type Tally } from './tally.js';

/** One line on how the load stands; the percentiles are those of the last second. */
export function progressLine(seconds: number, tally: Tally): string {
  const { sent, totals, latencies } = tally;
  const errors = sum(tally.byError.values());
  const statuses = [202, 200, 429, 503].map((status) => `${status}: ${tally.byStatus.get(status) ?? 0}`).join('  ');
  const times = `p50 ${inMs(latencies.lastSecond.percentile(50))}  p99 ${inMs(latencies.lastSecond.percentile(99))}`;
  return `${seconds} s  sent ${sum(Object.values(sent))}  ${statuses}  errors ${errors}  in flight ${totals.inFlight}  ${times}`;
}

/** What the load did and what came of it, as lines for a person. */
export function summaryLines(tally: Tally): string[] {
  const { sent, totals } = tally;
  return [
    `sent       ${sum(Object.values(sent))}: ${sent.first} clicks, ${sent.duplicate} duplicates, ${sent.repeat} repetitions`,
    `answers    ${counted(tally.byStatus) || 'none'}`,
    ...(tally.byError.size > 0 ? [`unanswered ${counted(tally.byError)}`] : []),
    ...(tally.byBucket.size > 0 ? [`refused by ${counted(tally.byBucket)} (buckets of the 429s)`] : []),
    `accepted   ${totals.accepted} of ${sent.first} distinct clicks (${share(totals.accepted, sent.first)})`,
    ...latencyLines(tally),
    `own faults ${ownFaults(tally)}`,
  ];
}

function latencyLines({ latencies }: Tally): string[] {
  const line = (name: string, times: Latencies): string =>
    `latency    ${name}: ${[50, 90, 99, 99.9, 100].map((p) => `p${p} ${inMs(times.percentile(p))}`).join('  ')}`;
  return [
    ...(latencies.accepted.count() > 0 ? [line('202 and 200', latencies.accepted)] : []),
    ...(latencies.refused.count() > 0 ? [line('all others', latencies.refused)] : []),
  ];
}

function ownFaults({ sent, totals }: Tally): string {
  const scheduled = sent.first + sent.duplicate;
  const late = `${totals.late} sends began more than ${LATE_MS} ms late (${share(totals.late, scheduled)})`;
  const unsent = totals.unsent > 0 ? `; ${totals.unsent} were never sent, too many were in flight` : '';
  return `${late}, at worst ${inMs(totals.worstLateMs)}; most in flight ${totals.mostInFlight}${unsent}`;
}

function counted(counts: ReadonlyMap<number | string, number>): string {
  return [...counts].sort().map(([name, count]) => `${name}: ${count}`).join('  ');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`;
}

function inMs(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
