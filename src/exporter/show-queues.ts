import type { MetricsOf } from '../telemetry/registry.js';
import type { EXPORTER_METRICS } from './exporter-catalogue.js';
import { JOB_OUTCOMES, QUEUE_JOB_STATES, TOTALS_SOURCES } from './label-values.js';
import { sourceOf } from './queue-totals.js';
import type { Watched } from './queue-watch.js';
import type { QueueReading } from './read-queues.js';

export type ExporterMetrics = MetricsOf<typeof EXPORTER_METRICS, 'exporter'>;

/** Looks in a row that must find jobs gone: in one, a job may have moved between two replies. */
const LOOKS_TO_BE_SURE = 2;

/**
 * Shows a queue. Without a reading its gauges have no sample, and its counters stay.
 *
 * @param codes every code that a failure can have
 */
export function showQueue(metrics: ExporterMetrics, queue: Watched, reading: QueueReading | undefined, codes: readonly string[]): void {
  const { label } = queue;
  metrics.paused.set(reading && (reading.isPaused ? 1 : 0), { queue: label });
  metrics.oldestActive.set(toSeconds(reading?.oldestActiveMs), { queue: label });
  metrics.jobsWithoutLock.set(reading?.jobsWithoutLock, { queue: label });
  metrics.stallsCheckedAt.set(toSeconds(reading?.stallsCheckedAt), { queue: label });
  metrics.workers.set(reading && queue.workers, { queue: label });
  showCounts(metrics, queue);
  if (reading) metrics.jobsAdded.show(reading.added ?? 0, { queue: label });
  // API and worker of the click pipeline export these themselves, in clicks.
  const isForeign = queue.isOwn === false;
  showState(metrics, label, isForeign ? reading : undefined);
  if (isForeign) showTotals(metrics, queue, reading, codes);
}

/** Ends every series of a queue that is watched no more. */
export function forgetQueue(metrics: ExporterMetrics, { label }: Watched, codes: readonly string[]): void {
  const queue = { queue: label };
  for (const gauge of [metrics.paused, metrics.oldestActive, metrics.jobsWithoutLock, metrics.stallsCheckedAt, metrics.workers]) gauge.set(undefined, queue);
  for (const counter of [metrics.jobsAdded, metrics.stalled, metrics.workerProcessed]) counter.show(undefined, queue);
  for (const code of codes) metrics.workerFailed.show(undefined, { ...queue, error_code: code });
  for (const outcome of JOB_OUTCOMES) {
    for (const counter of [metrics.jobsFinished, metrics.jobsSeen, metrics.seenGaps]) counter.show(undefined, { ...queue, outcome });
    for (const source of TOTALS_SOURCES) metrics.totalsSource.set(undefined, { ...queue, outcome, source });
  }
  metrics.jobDuration.forget(queue);
  metrics.jobWait.forget(queue);
  showState(metrics, label, undefined);
}

function showState(metrics: ExporterMetrics, queue: string, reading: QueueReading | undefined): void {
  metrics.queueDepth.set(reading?.depth, { queue });
  metrics.workerLag.set(toSeconds(reading?.lagMs), { queue });
  for (const state of QUEUE_JOB_STATES) metrics.queueJobs.set(reading?.jobs[state], { queue, state });
}

function showCounts(metrics: ExporterMetrics, { label, totals }: Watched): void {
  for (const outcome of JOB_OUTCOMES) {
    metrics.jobsSeen.show(totals[outcome].seen, { queue: label, outcome });
    metrics.seenGaps.show(totals[outcome].gaps, { queue: label, outcome });
  }
  metrics.stalled.show(totals.stalls, { queue: label });
}

function showTotals(metrics: ExporterMetrics, queue: Watched, reading: QueueReading | undefined, codes: readonly string[]): void {
  const { label, totals } = queue;
  for (const outcome of JOB_OUTCOMES) {
    const source = reading && sourceOf(totals, outcome, reading, queue.looksWithJobsGone >= LOOKS_TO_BE_SURE);
    for (const each of TOTALS_SOURCES) metrics.totalsSource.set(each === source ? 1 : undefined, { queue: label, outcome, source: each });
    if (reading === undefined || source === undefined) continue;
    metrics.jobsFinished.show(reading[outcome], { queue: label, outcome });
    const unlessUnknown = (total: number) => (source === 'none' ? undefined : total);
    if (outcome === 'completed') metrics.workerProcessed.show(unlessUnknown(reading.completed ?? totals.completed.counted), { queue: label });
    else for (const code of codes) metrics.workerFailed.show(unlessUnknown(totals.codes[code] ?? 0), { queue: label, error_code: code });
  }
}

function toSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
