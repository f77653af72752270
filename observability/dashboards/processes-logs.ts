import type { Row } from './layout.js';
import { UNITS } from './panels/common.js';
import { timeSeries } from './panels/time-series.js';
import { PROCESSES } from './queries/processes.js';

const shipped = timeSeries({
  title: 'Log lines to receivers',
  shows: 'Log lines a second that Loki and Elasticsearch took, and those that were dropped on the way.',
  good: 'about one line for each request; none dropped. All 0 where no receiver is set.',
  otherwise: 'lines were dropped: searches have gaps there, log files have the lines.',
  runbook: 'MiningLogLinesDropped',
  queries: [
    { expr: PROCESSES.logLinesShipped, legend: 'taken: {{job}} to {{sink}}' },
    { expr: PROCESSES.logLinesDropped, legend: 'dropped: {{job}} to {{sink}}' },
  ],
  unit: UNITS.countsPerSecond,
  colors: { '^dropped.*': 'red' },
});

const waiting = timeSeries({
  title: 'Log lines that wait',
  shows: 'Log lines that a process holds until a receiver takes them.',
  good: 'below a second of lines.',
  otherwise: 'a rise is a receiver that is away or slow; when MINING_LOG_BUFFER_MB is full, the oldest lines go.',
  runbook: 'MiningLogLinesDropped',
  queries: [{ expr: PROCESSES.logLinesWaiting, legend: '{{job}} for {{sink}}' }],
  unit: UNITS.count,
  decimals: 0,
});

const spans = timeSeries({
  title: 'Spans to the receiver of traces',
  shows: 'Spans a second that the receiver of traces took, and those that were dropped.',
  good: 'none dropped. All 0 where no receiver is set.',
  otherwise: 'spans were dropped: traces have gaps there; log lines have the same trace ids.',
  runbook: 'MiningTraceSpansDropped',
  queries: [
    { expr: PROCESSES.traceSpansSent, legend: 'taken: {{job}}' },
    { expr: PROCESSES.traceSpansDropped, legend: 'dropped: {{job}}, {{reason}}' },
  ],
  unit: UNITS.countsPerSecond,
  colors: { '^dropped.*': 'red' },
  width: 24,
});

export const LOG_ROW: Row = { title: 'Their log lines and spans', panels: [shipped, waiting, spans] };
