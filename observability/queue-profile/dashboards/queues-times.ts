import type { Row } from '../../dashboards/layout.js';
import { UNITS } from '../../dashboards/panels/common.js';
import { heatmap } from '../../dashboards/panels/heatmap.js';
import { timeSeries } from '../../dashboards/panels/time-series.js';
import { QUEUES } from './queries.js';

const SEEN = 'Of the jobs that the exporter read one by one: the dashboard Queue exporter says how many of them those are.';

export const TIMES_ROW: Row = {
  title: 'Times',
  panels: [
    heatmap({
      title: 'Time until taken',
      shows: `Time that jobs waited for a worker, in jobs per second for each bucket of seconds. ${SEEN}`,
      good: 'one dark band at the bottom.',
      otherwise: 'a band that climbs is a queue that grows.',
      runbook: 'MiningQueueLagHigh',
      query: { expr: QUEUES.waitTimes, legend: '{{le}}' },
      unit: UNITS.seconds,
      cellUnit: UNITS.countsPerSecond,
    }),
    timeSeries({
      title: 'Time until taken, quantiles',
      shows: `The time that half, 95 % and 99 % of the jobs waited at most. ${SEEN}`,
      good: 'near 0.',
      otherwise: 'all three rise: more workers. p99 alone: a few jobs wait behind long ones.',
      runbook: 'MiningQueueLagHigh',
      queries: [
        { expr: QUEUES.waitP50, legend: 'p50' },
        { expr: QUEUES.waitP95, legend: 'p95' },
        { expr: QUEUES.waitP99, legend: 'p99' },
      ],
      unit: UNITS.seconds,
    }),
    heatmap({
      title: 'Duration',
      shows: `Time that the last attempt of each job took, in jobs per second for each bucket of seconds. ${SEEN}`,
      good: 'the band stays where it was yesterday.',
      otherwise: 'a band that climbs: what the jobs use has become slow.',
      runbook: 'MiningQueueBackpressure',
      query: { expr: QUEUES.durationTimes, legend: '{{le}}' },
      unit: UNITS.seconds,
      cellUnit: UNITS.countsPerSecond,
    }),
    timeSeries({
      title: 'Duration, quantiles',
      shows: `The time that half, 95 % and 99 % of the jobs took at most. ${SEEN}`,
      good: 'as yesterday.',
      otherwise: 'what the jobs use has become slow.',
      runbook: 'MiningQueueBackpressure',
      queries: [
        { expr: QUEUES.durationP50, legend: 'p50' },
        { expr: QUEUES.durationP95, legend: 'p95' },
        { expr: QUEUES.durationP99, legend: 'p99' },
      ],
      unit: UNITS.seconds,
    }),
  ],
};

export const TROUBLE_ROW: Row = {
  title: 'Workers in trouble',
  panels: [
    timeSeries({
      title: 'Stalled jobs',
      shows: 'How often jobs had lost their worker on the way and were started again.',
      good: 'none.',
      otherwise: 'a worker died, or its event loop stood still for longer than a lock lasts.',
      runbook: 'MiningQueueJobsStalled',
      queries: [{ expr: QUEUES.stalled, legend: '{{queue}}' }],
      unit: UNITS.count,
    }),
    timeSeries({
      title: 'Active jobs that nobody holds',
      shows: 'Active jobs without a lock, of the 20 that are active for the longest time.',
      good: '0.',
      otherwise: 'their worker died and no other one took them over yet.',
      runbook: 'MiningQueueJobsWithoutLock',
      queries: [{ expr: QUEUES.withoutLock, legend: '{{queue}}' }],
      unit: UNITS.count,
      decimals: 0,
    }),
    timeSeries({
      title: 'Longest active job',
      shows: 'How long the job that is active for the longest time has been.',
      good: 'below what the longest job may take.',
      otherwise: 'a line that rises without end is a job that hangs: the log of its worker.',
      runbook: 'MiningQueueStalled',
      queries: [{ expr: QUEUES.oldestActive, legend: '{{queue}}' }],
      unit: UNITS.seconds,
    }),
    timeSeries({
      title: 'Time since workers looked for stalled jobs',
      shows: 'Every worker does so every 30 s, unless set otherwise: a sign that one lives. No line when none did.',
      good: 'a line that stays below 30 s.',
      otherwise: 'no line: no worker lives.',
      runbook: 'MiningQueueWithoutWorkers',
      queries: [{ expr: QUEUES.sinceStallCheck, legend: '{{queue}}' }],
      unit: UNITS.seconds,
    }),
  ],
};
