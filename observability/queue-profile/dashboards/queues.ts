import { runbookUrl, type Links } from '../../config.js';
import type { DashboardPlan } from '../../dashboards/dashboard.js';
import type { Row } from '../../dashboards/layout.js';
import { UNITS, YES_NO } from '../../dashboards/panels/common.js';
import { stat } from '../../dashboards/panels/stat.js';
import { table } from '../../dashboards/panels/table.js';
import { timeSeries } from '../../dashboards/panels/time-series.js';
import { MONITORING } from '../../dashboards/queries/monitoring.js';
import { FAILURES_PER_SECOND, type QueueThresholds } from '../thresholds.js';
import { QUEUE_FAMILY } from './family.js';
import { QUEUES } from './queries.js';
import { TIMES_ROW, TROUBLE_ROW } from './queues-times.js';

/** Depth, lag and failures of any BullMQ queue; the lines in it are where the alerts begin. */
export function queuesDashboard(thresholds: QueueThresholds, links: Links): DashboardPlan {
  return {
    name: 'queues',
    title: 'BullMQ queues',
    description: 'What waits in each queue, how long, how it ends, and who takes it away; read from Redis by the exporter.',
    ...QUEUE_FAMILY,
    rows: [nowRow(thresholds), waitingRow(thresholds), failuresRow(), TIMES_ROW, TROUBLE_ROW, alertsRow(links)],
  };
}

function nowRow({ depth, lagSeconds }: QueueThresholds): Row {
  return {
    title: 'Now',
    panels: [
      stat({
        title: 'Depth now',
        shows: 'Jobs of each queue that a worker could take now.',
        good: `below ${depth}, where an alert begins.`,
        otherwise: 'workers do not keep up: compare what is added with what ends.',
        runbook: 'MiningQueueBackpressure',
        queries: [{ expr: QUEUES.depth, legend: '{{queue}}' }],
        unit: UNITS.count,
        decimals: 0,
        steps: [{ from: depth, color: 'orange' }],
        noValue: 'Redis unread',
      }),
      stat({
        title: 'Lag now',
        shows: 'How long the oldest job that a worker could take has waited.',
        good: `below ${lagSeconds} s, where an alert begins.`,
        otherwise: 'workers are too few, too slow, or none.',
        runbook: 'MiningQueueLagHigh',
        queries: [{ expr: QUEUES.lag, legend: '{{queue}}' }],
        unit: UNITS.seconds,
        decimals: 1,
        steps: [{ from: lagSeconds, color: 'orange' }],
        noValue: 'Redis unread',
      }),
      stat({
        title: 'Failed share, last 5 minutes',
        shows: 'Jobs that failed for good, of all that ended.',
        good: '0 %.',
        otherwise: 'the panel "Failures by code" says why.',
        runbook: 'MiningQueueJobsFailing',
        queries: [{ expr: QUEUES.failedShare, legend: '{{queue}}' }],
        unit: UNITS.share,
        decimals: 1,
        steps: [{ from: 0.01, color: 'orange' }, { from: 0.1, color: 'red' }],
        noValue: 'nothing ended',
      }),
      stat({
        title: 'Workers',
        shows: 'Workers that are connected to each queue.',
        good: '1 or more.',
        otherwise: '0 while jobs wait: start a worker.',
        runbook: 'MiningQueueWithoutWorkers',
        queries: [{ expr: QUEUES.workers, legend: '{{queue}}' }],
        unit: UNITS.count,
        decimals: 0,
        base: 'red',
        steps: [{ from: 1, color: 'green' }],
        noValue: 'not known',
      }),
    ],
  };
}

function waitingRow({ depth, lagSeconds }: QueueThresholds): Row {
  return {
    title: 'Waiting',
    panels: [
      timeSeries({
        title: 'Depth',
        shows: 'Jobs of each queue that a worker could take now.',
        good: 'near 0, or a hill that goes down again.',
        otherwise: 'a slope that goes on is more work than workers.',
        runbook: 'MiningQueueBackpressure',
        queries: [{ expr: QUEUES.depth, legend: '{{queue}}' }],
        unit: UNITS.count,
        decimals: 0,
        lines: [{ from: depth, color: 'orange' }],
      }),
      timeSeries({
        title: 'Lag',
        shows: 'How long the oldest job that a worker could take has waited.',
        good: 'near 0.',
        otherwise: 'a line that rises by a second each second: nobody takes the oldest job.',
        runbook: 'MiningQueueLagHigh',
        queries: [{ expr: QUEUES.lag, legend: '{{queue}}' }],
        unit: UNITS.seconds,
        lines: [{ from: lagSeconds, color: 'orange' }],
      }),
      timeSeries({
        title: 'Added and ended',
        shows: 'Jobs per second that are added, that complete, and that fail for good.',
        good: '"added" lies on the sum of the others.',
        otherwise: 'the area between them is what the depth grows by.',
        runbook: 'MiningQueueStalled',
        queries: [
          { expr: QUEUES.added, legend: '{{queue}} added' },
          { expr: QUEUES.completed, legend: '{{queue}} completed' },
          { expr: QUEUES.failed, legend: '{{queue}} failed' },
        ],
        unit: UNITS.countsPerSecond,
        colors: { '.* failed$': 'red' },
      }),
      timeSeries({
        title: 'Jobs by state',
        shows: 'Jobs of the chosen queues by state; of completed and failed ones, those that are still kept.',
        good: 'waiting near 0, active at most what the workers may take at once.',
        otherwise: 'waiting that grows while active is at its bound: more workers. Waiting without active: no worker takes jobs.',
        runbook: 'MiningQueueStalled',
        queries: [{ expr: QUEUES.jobsByState, legend: '{{state}}' }],
        unit: UNITS.count,
        decimals: 0,
      }),
    ],
  };
}

function failuresRow(): Row {
  return {
    title: 'Failures',
    panels: [
      timeSeries({
        title: 'Failures by code',
        shows: 'Jobs of the chosen queues that failed for good, per second, by a code made from the text of their failure.',
        good: 'none.',
        otherwise: 'above the line somebody is woken; the runbook says how to read the texts.',
        runbook: 'MiningWorkerFailures',
        queries: [{ expr: QUEUES.failedByCode, legend: '{{error_code}}' }],
        unit: UNITS.countsPerSecond,
        draw: 'stacked bars',
        lines: [{ from: FAILURES_PER_SECOND, color: 'red' }],
      }),
      table({
        title: 'Top failure reasons',
        shows: 'How many jobs failed for good in the time shown, by queue and code.',
        good: 'all 0.',
        otherwise: 'the first row first.',
        runbook: 'MiningQueueJobsFailing',
        query: { expr: QUEUES.reasons, legend: '{{queue}}' },
        columns: { queue: 'Queue', error_code: 'Error code', Value: 'Failures' },
        unit: UNITS.count,
        decimals: 0,
        sortedBy: 'Failures',
        descending: true,
        steps: [{ from: 1, color: 'red' }],
        noValue: 'nothing failed',
      }),
    ],
  };
}

function alertsRow(links: Links): Row {
  return {
    title: 'Alerts and pauses',
    panels: [
      table({
        title: 'Alerts',
        shows: 'Alerts that fire, and those whose condition holds but not yet for long enough (pending).',
        good: 'empty.',
        otherwise: 'critical first; the name of an alert is the name of its runbook.',
        query: { expr: MONITORING.alerts, legend: '{{alertname}}' },
        columns: { severity: 'Severity', alertname: 'Alert', alertstate: 'State' },
        unit: UNITS.words,
        sortedBy: 'Severity',
        links: { Alert: [{ title: 'Runbook', url: runbookUrl(links, '${__data.fields["Alert"]}') }] },
        noValue: 'no alerts',
      }),
      stat({
        title: 'Paused',
        shows: 'Whether each queue is paused for all workers.',
        good: 'no.',
        otherwise: 'somebody paused it: its jobs wait on purpose.',
        runbook: 'MiningQueuePaused',
        queries: [{ expr: QUEUES.paused, legend: '{{queue}}' }],
        unit: UNITS.words,
        words: YES_NO,
        steps: [{ from: 1, color: 'orange' }],
        noValue: 'Redis unread',
        width: 12,
        height: 8,
      }),
    ],
  };
}
