import { EXPORTER_METRICS } from '../../src/exporter/exporter-catalogue.js';
import type { Alert, RuleGroup } from '../alerts/alert.js';
import { above, counter, equal, gauge, given, increase, max, once, overTime, present, rate, sum, unless } from '../promql/promql.js';
import { FAILURE_WINDOW, FAILURES_PER_SECOND, type QueueThresholds } from './thresholds.js';

const { queueDepth, workerLag, workerProcessed, workerFailed, totalsSource, paused, stallsCheckedAt, workers, stalled, jobsWithoutLock, redisUp } =
  EXPORTER_METRICS;

/** Only what the exporter shows: the click pipeline has metrics of these names too, without the label `queue`. */
const ofQueue = { queue: present } as const;

/** However many exporters read a queue: one value for it. */
const depth = max(gauge(queueDepth, ofQueue), 'queue');
const wasThere = max(overTime('last', gauge(queueDepth, ofQueue), '1h'), 'queue');
const isPaused = equal(max(gauge(paused), 'queue'), 1);

export function queueAlertGroup(thresholds: QueueThresholds): RuleGroup {
  return {
    name: 'mining-queue',
    rules: [
      ...waitingAlerts(thresholds),
      ...failureAlerts(thresholds),
      ...workerAlerts(thresholds),
      {
        name: 'MiningQueuePaused',
        expr: isPaused,
        for: '15m',
        severity: 'info',
        summary: '{{ $labels.queue }} is paused',
        description: 'The queue {{ $labels.queue }} is paused for all workers. Jobs that are added wait until somebody resumes it; alerts about its workers are silent meanwhile.',
        dashboard: 'queues',
      },
      {
        name: 'MiningQueueVanished',
        expr: given(unless(wasThere, max(gauge(queueDepth), 'queue')), equal(gauge(redisUp), 1)),
        for: '5m',
        severity: 'warning',
        summary: '{{ $labels.queue }} is no longer there',
        description: 'The exporter showed the queue {{ $labels.queue }} within the last hour and does not any more, although Redis answers. It was removed, renamed or moved, or the exporter is started with other queues.',
        dashboard: 'queues',
      },
    ],
  };
}

function waitingAlerts({ depth: mostJobs, lagSeconds }: QueueThresholds): readonly Alert[] {
  return [
    {
      // The specification's name and words; its number is the owner's, and it is told once for each queue.
      name: 'MiningQueueBackpressure',
      expr: above(depth, mostJobs),
      for: '2m',
      severity: 'warning',
      summary: 'Mining queue depth high',
      description: 'Queue depth {{ $value }} exceeds safe threshold. Workers may be overloaded.',
      dashboard: 'queues',
    },
    {
      name: 'MiningQueueLagHigh',
      expr: above(max(gauge(workerLag, ofQueue), 'queue'), lagSeconds),
      for: '1m',
      severity: 'warning',
      summary: 'Jobs of {{ $labels.queue }} wait too long',
      description: 'The oldest job of {{ $labels.queue }} that a worker could take has waited for {{ $value | humanizeDuration }}. Workers are too few, too slow, or none.',
      dashboard: 'queues',
    },
  ];
}

function failureAlerts({ failures }: QueueThresholds): readonly Alert[] {
  const failed = counter(workerFailed, ofQueue);
  return [
    {
      // The specification's name, number and words, once for each queue and code.
      name: 'MiningWorkerFailures',
      expr: above(max(rate(failed, '5m'), 'queue', 'error_code'), FAILURES_PER_SECOND),
      for: '3m',
      severity: 'critical',
      summary: 'Mining worker failures detected',
      description: 'Workers failing at >5 per second. Investigate logs and DB connectivity.',
      dashboard: 'queues',
    },
    {
      name: 'MiningQueueJobsFailing',
      expr: above(sum(once(increase(failed, FAILURE_WINDOW), 'queue', 'error_code'), 'queue'), failures),
      severity: 'warning',
      summary: 'Jobs of {{ $labels.queue }} fail',
      description: '{{ $value | printf "%.0f" }} jobs of {{ $labels.queue }} failed for good in 15 minutes, all error codes together. They stay failed until somebody retries them.',
      dashboard: 'queues',
    },
  ];
}

function workerAlerts({ lagSeconds, stall }: QueueThresholds): readonly Alert[] {
  const waitsTooLong = above(max(gauge(workerLag, ofQueue), 'queue'), lagSeconds);
  const ended = [
    max(rate(counter(workerProcessed), stall), 'queue'),
    max(rate(counter(workerFailed), stall), 'queue'),
  ].map((rateOfEnded) => above(rateOfEnded, 0));
  // Where no total can be known nothing ever seems to end.
  const unknown = equal(max(gauge(totalsSource, { outcome: 'completed', source: 'none' }), 'queue'), 1);
  const withoutLife = [max(overTime('last', gauge(stallsCheckedAt), '2m'), 'queue'), above(max(gauge(workers), 'queue'), 0)];
  return [
    {
      name: 'MiningQueueStalled',
      expr: [...ended, unknown, isPaused].reduce((left, right) => unless(left, right), waitsTooLong),
      for: '1m',
      severity: 'critical',
      summary: 'Jobs of {{ $labels.queue }} wait and none ends',
      description: `The oldest job of {{ $labels.queue }} has waited for {{ $value | humanizeDuration }}, and for ${stall} no job completed or failed. Workers stand still or are gone.`,
      dashboard: 'queues',
    },
    {
      name: 'MiningQueueWithoutWorkers',
      expr: [...withoutLife, isPaused].reduce((left, right) => unless(left, right), above(depth, 0)),
      for: '1m',
      severity: 'critical',
      summary: '{{ $labels.queue }} has jobs and no worker',
      description: '{{ $value | printf "%.0f" }} jobs wait in {{ $labels.queue }}, no worker is connected to it, and for two minutes none has looked for stalled jobs. Nothing is done until a worker is started.',
      dashboard: 'queues',
    },
    {
      name: 'MiningQueueJobsStalled',
      expr: above(max(increase(counter(stalled), FAILURE_WINDOW), 'queue'), 0),
      severity: 'warning',
      summary: 'Workers of {{ $labels.queue }} lose jobs on the way',
      description: '{{ $value | printf "%.0f" }} times in 15 minutes a job of {{ $labels.queue }} had lost its worker and was started again. What such a job did before is done twice.',
      dashboard: 'queues',
    },
    {
      name: 'MiningQueueJobsWithoutLock',
      expr: above(max(gauge(jobsWithoutLock), 'queue'), 0),
      for: '2m',
      severity: 'warning',
      summary: 'Jobs of {{ $labels.queue }} are active and held by nobody',
      description: '{{ $value | printf "%.0f" }} jobs of {{ $labels.queue }} are active without a lock: their worker died or stands still, and no other one takes them over.',
      dashboard: 'queues',
    },
  ];
}
