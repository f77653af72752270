import type { DashboardPlan } from '../../dashboards/dashboard.js';
import type { Row } from '../../dashboards/layout.js';
import { UNITS, UP_DOWN } from '../../dashboards/panels/common.js';
import { stat } from '../../dashboards/panels/stat.js';
import { table } from '../../dashboards/panels/table.js';
import { timeSeries } from '../../dashboards/panels/time-series.js';
import { QUEUE_FAMILY } from './family.js';
import { EXPORTER } from './queries.js';

const NOW: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Exporter',
      shows: 'Whether Prometheus got metrics from each exporter at its last scrape.',
      good: 'up.',
      otherwise: 'the process is gone or cannot be reached.',
      runbook: 'MiningExporterDown',
      queries: [{ expr: EXPORTER.up, legend: '{{job}} {{instance}}' }],
      unit: UNITS.words,
      words: UP_DOWN,
      base: 'red',
      steps: [{ from: 1, color: 'green' }],
      noValue: 'no exporter',
    }),
    stat({
      title: 'Redis',
      shows: 'Whether each exporter could read its queues at the last scrape.',
      good: 'up.',
      otherwise: 'Redis is down, out of reach, or refuses the user.',
      runbook: 'MiningExporterRedisUnavailable',
      queries: [{ expr: EXPORTER.redisUp, legend: '{{instance}}' }],
      unit: UNITS.words,
      words: UP_DOWN,
      base: 'red',
      steps: [{ from: 1, color: 'green' }],
      noValue: 'no exporter',
    }),
    stat({
      title: 'Queues watched',
      shows: 'How many queues each exporter shows.',
      good: 'as many as there are.',
      otherwise: '0: its prefix or database is not that of the queues.',
      runbook: 'MiningExporterWithoutQueues',
      queries: [{ expr: EXPORTER.queues, legend: '{{instance}}' }],
      unit: UNITS.count,
      decimals: 0,
      base: 'red',
      steps: [{ from: 1, color: 'green' }],
      noValue: 'no exporter',
    }),
    stat({
      title: 'Queues left out',
      shows: 'Queues that were found and are not watched.',
      good: '0.',
      otherwise: 'name those that matter, or allow more.',
      runbook: 'MiningExporterQueuesLeftOut',
      queries: [{ expr: EXPORTER.queuesLeftOut, legend: '{{instance}}' }],
      unit: UNITS.count,
      decimals: 0,
      steps: [{ from: 1, color: 'orange' }],
      noValue: 'no exporter',
    }),
  ],
};

const READS: Row = {
  title: 'Reads',
  panels: [
    timeSeries({
      title: 'Time that a scrape reads Redis',
      shows: 'The time that half and 99 % of the reads for a scrape took at most.',
      good: 'below 50 ms.',
      otherwise: 'Redis is busy, or there are very many queues.',
      runbook: 'MiningExporterErrors',
      queries: [
        { expr: EXPORTER.scrapeP50, legend: 'p50' },
        { expr: EXPORTER.scrapeP99, legend: 'p99' },
      ],
      unit: UNITS.seconds,
      lines: [{ from: 0.05, color: 'orange' }],
    }),
    timeSeries({
      title: 'Redis latency p95',
      shows: 'The time that 95 % of the reads of Redis took at most, each of many commands at once.',
      good: 'a few milliseconds.',
      otherwise: 'Redis is busy: its slow log names the command.',
      runbook: 'MiningExporterErrors',
      queries: [{ expr: EXPORTER.redisP95, legend: 'p95' }],
      unit: UNITS.milliseconds,
    }),
    timeSeries({
      title: 'Reads that failed',
      shows: 'Reads of Redis, and of what a page is made of, that failed.',
      good: 'none.',
      otherwise: 'what they would have shown has gaps; the log of the exporter has the reasons.',
      runbook: 'MiningExporterErrors',
      queries: [
        { expr: EXPORTER.errors, legend: '{{read}}' },
        { expr: EXPORTER.collectErrors, legend: 'collecting {{source}}' },
      ],
      unit: UNITS.count,
    }),
    timeSeries({
      title: 'Pages served',
      shows: 'Answers of the exporter per second, by page and status.',
      good: 'one line for the metrics, with status 200.',
      otherwise: 'other statuses: somebody asks for what is not there.',
      runbook: 'MiningExporterDown',
      queries: [{ expr: EXPORTER.answers, legend: '{{endpoint}} {{status}}' }],
      unit: UNITS.requestsPerSecond,
    }),
  ],
};

const COMPLETENESS: Row = {
  title: 'What it can know',
  panels: [
    table({
      title: 'Where totals come from',
      shows: 'For each queue and outcome: BullMQ\'s own count (bullmq-metrics), the finished jobs that are kept (kept-jobs), or nowhere (none).',
      good: 'bullmq-metrics.',
      otherwise: 'set the option metrics of the workers, or keep some finished jobs: docs/exporter.md.',
      query: { expr: EXPORTER.totals, legend: '{{queue}}' },
      columns: { queue: 'Queue', outcome: 'Outcome', source: 'Source' },
      unit: UNITS.words,
      sortedBy: 'Queue',
      noValue: 'no queues',
    }),
    timeSeries({
      title: 'Share of finished jobs that were read',
      shows: 'Finished jobs that the exporter read one by one, of those that BullMQ counted; only where BullMQ counts.',
      good: '100 %.',
      otherwise: 'durations and error codes are of this share only.',
      runbook: 'MiningExporterErrors',
      queries: [{ expr: EXPORTER.seenShare, legend: '{{queue}} {{outcome}}' }],
      unit: UNITS.share,
    }),
    timeSeries({
      title: 'Reads with gaps',
      shows: 'Reads of finished jobs after which some may have been missed.',
      good: 'none.',
      otherwise: 'more jobs end between two reads than are kept: keep more of them.',
      runbook: 'MiningExporterErrors',
      queries: [{ expr: EXPORTER.gaps, legend: '{{queue}} {{outcome}}' }],
      unit: UNITS.count,
    }),
    table({
      title: 'Versions',
      shows: 'Which version each exporter runs.',
      good: 'one version.',
      otherwise: 'a rollout stopped half way.',
      query: { expr: EXPORTER.versions, legend: '{{version}}' },
      columns: { instance: 'Exporter', version: 'Version' },
      unit: UNITS.words,
      sortedBy: 'Exporter',
      noValue: 'no exporter',
    }),
  ],
};

const PROCESS: Row = {
  title: 'Process',
  panels: [
    timeSeries({
      title: 'CPU',
      shows: 'Share of one core that each exporter uses.',
      good: 'a few per cent.',
      otherwise: 'it is asked too often, or watches very many queues.',
      runbook: 'MiningExporterErrors',
      queries: [{ expr: EXPORTER.cpu, legend: '{{instance}}' }],
      unit: UNITS.share,
    }),
    timeSeries({
      title: 'Memory',
      shows: 'Memory that each exporter holds.',
      good: 'flat.',
      otherwise: 'a rise without end is a fault of the exporter.',
      runbook: 'MiningExporterDown',
      queries: [{ expr: EXPORTER.residentMemory, legend: '{{instance}}' }],
      unit: UNITS.bytes,
    }),
    timeSeries({
      title: 'Log lines of the exporter',
      shows: 'Where the exporter sends its log lines itself: lines per second that were sent and dropped, and how many wait.',
      good: 'none dropped, few waiting. All 0 where no receiver is set.',
      otherwise: 'the receiver is away or too slow; what is dropped stands only in the log file or standard output.',
      runbook: 'MiningExporterLogLinesDropped',
      queries: [
        { expr: EXPORTER.logLinesShipped, legend: '{{sink}} sent' },
        { expr: EXPORTER.logLinesDropped, legend: '{{sink}} dropped' },
        { expr: EXPORTER.logLinesWaiting, legend: '{{sink}} waiting' },
      ],
      unit: UNITS.count,
      width: 24,
    }),
  ],
};

export const EXPORTER_DASHBOARD: DashboardPlan = {
  name: 'exporter',
  title: 'Queue exporter',
  description: 'Whether what the dashboard BullMQ queues shows can be relied on.',
  ...QUEUE_FAMILY,
  rows: [NOW, READS, COMPLETENESS, PROCESS],
};
