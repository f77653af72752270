import type { DashboardPlan } from './dashboard.js';
import { LOG_ROW } from './processes-logs.js';
import { MONITORING_ROW } from './processes-monitoring.js';
import { RUNTIME_ROW } from './processes-runtime.js';
import type { Row } from './layout.js';
import { logsOfCell } from './log-links.js';
import { UNITS, UP_DOWN } from './panels/common.js';
import { stat } from './panels/stat.js';
import { table } from './panels/table.js';
import { timeSeries } from './panels/time-series.js';
import { CLICKS } from './queries/clicks.js';
import { PROCESSES } from './queries/processes.js';

const reached = stat({
  title: 'Scraped',
  shows: 'Whether the last scrape of each process succeeded, Prometheus and Alertmanager included.',
  good: 'all up.',
  otherwise: 'a process that is down cannot be seen anywhere else here: is it running, does its address answer?',
  runbook: 'MiningTargetDown',
  queries: [{ expr: PROCESSES.up, legend: '{{job}} {{instance}}' }],
  unit: UNITS.words,
  words: UP_DOWN,
  base: 'red',
  steps: [{ from: 1, color: 'green' }],
  noValue: 'no targets',
  width: 12,
});

const targets = stat({
  title: 'Processes',
  shows: 'How many processes Prometheus knows of.',
  good: 'as many as were started.',
  otherwise: 'fewer: the file with the targets was not written, or names another job.',
  runbook: 'MiningMetricsAbsent',
  queries: [{ expr: PROCESSES.targets, legend: 'processes' }],
  unit: UNITS.count,
  decimals: 0,
  base: 'blue',
  steps: [],
  noValue: 'none',
});

const versions = stat({
  title: 'Versions',
  shows: 'How many processes run each version.',
  good: 'one version.',
  otherwise: 'two for longer than a roll-out takes: a process was not restarted.',
  runbook: 'MiningVersionsMixed',
  queries: [{ expr: PROCESSES.versions, legend: '{{version}}' }],
  unit: UNITS.count,
  decimals: 0,
  base: 'blue',
  steps: [],
  noValue: 'none',
});

const restarts = table({
  title: 'Restarts',
  shows: 'How often each process was started anew at the same address during the time shown.',
  good: 'only as often as somebody deployed.',
  otherwise: 'read the last lines of the log before each start; the blue marks on the charts show when.',
  runbook: 'MiningProcessRestarting',
  query: { expr: PROCESSES.restarts, legend: '{{instance}}' },
  columns: { job: 'Job', instance: 'Instance', Value: 'Restarts' },
  unit: UNITS.count,
  decimals: 0,
  sortedBy: 'Restarts',
  descending: true,
  steps: [{ from: 3, color: 'red' }],
  links: { Job: [logsOfCell({ job: '${__data.fields["Job"]}' })] },
  noValue: 'no process is scraped',
});

const uptime = timeSeries({
  title: 'Time since start',
  shows: 'How long each process has been running.',
  good: 'lines that rise; a fall to 0 is a start.',
  otherwise: 'a saw is a process that dies again and again.',
  runbook: 'MiningProcessRestarting',
  queries: [{ expr: PROCESSES.uptime, legend: '{{job}} {{instance}}' }],
  unit: UNITS.seconds,
  logs: { job: '${__field.labels.job}' },
});

const requests = timeSeries({
  title: 'HTTP requests by endpoint',
  shows: 'All requests per second, by endpoint; `unmatched` is what no route took.',
  good: 'clicks and status reads; scrapes and probes at a steady trickle.',
  otherwise: 'much `unmatched` is a client with a wrong address, or somebody who looks for holes.',
  queries: [{ expr: CLICKS.answeredByEndpoint, legend: '{{endpoint}}' }],
  unit: UNITS.requestsPerSecond,
});

const scrapes = timeSeries({
  title: 'Duration of scrapes',
  shows: 'How long Prometheus waited for the metrics of each process.',
  good: 'below 0.1 s.',
  otherwise: 'a slow scrape waits for Redis or for a busy event loop; at the time-out the process counts as down.',
  runbook: 'MiningTargetDown',
  queries: [{ expr: PROCESSES.scrapeDuration, legend: '{{job}} {{instance}}' }],
  unit: UNITS.seconds,
});

const samples = timeSeries({
  title: 'Samples per scrape',
  shows: 'How many series each process shows.',
  good: 'flat.',
  otherwise: 'a line that rises is a label with too many values: find the metric before Prometheus runs out of memory.',
  queries: [{ expr: PROCESSES.scrapeSamples, legend: '{{job}} {{instance}}' }],
  unit: UNITS.count,
  decimals: 0,
});

const ROWS: readonly Row[] = [
  { title: 'Now', panels: [reached, targets, versions] },
  { title: 'Starts', panels: [restarts, uptime] },
  RUNTIME_ROW,
  { title: 'Requests and scrapes', panels: [requests, scrapes, samples] },
  LOG_ROW,
  MONITORING_ROW,
];

export const PROCESS_HEALTH: DashboardPlan = {
  name: 'processes',
  title: 'Process health',
  description: 'Each process by itself, and whether what watches them works.',
  chosenBy: 'up',
  rows: ROWS,
};
