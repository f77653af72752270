import { THRESHOLDS } from '../config.js';
import type { Row } from './layout.js';
import { UNITS } from './panels/common.js';
import { timeSeries } from './panels/time-series.js';
import { PROCESSES } from './queries/processes.js';

const eventLoop = timeSeries({
  title: 'Event loop lag',
  shows: 'The longest 1 % and the middle of the pauses between two turns of the event loop, with the 0.05 s between two samples in them.',
  good: 'p99 below 0.1 s; idle shows 0.05 s.',
  otherwise: 'the process is out of processor time, or something blocks it: answers wait as long. Compare with processor and garbage collection.',
  runbook: 'MiningEventLoopBlocked',
  queries: [
    { expr: PROCESSES.eventLoopP99, legend: 'p99 {{job}} {{instance}}' },
    { expr: PROCESSES.eventLoopP50, legend: 'p50 {{job}} {{instance}}' },
  ],
  unit: UNITS.seconds,
  lines: [{ from: THRESHOLDS.eventLoopLagP99Seconds, color: 'orange' }],
});

const cpu = timeSeries({
  title: 'Processor',
  shows: 'Cores in use by each process, Prometheus and Alertmanager included.',
  good: 'a Node process below 1: one thread does nearly all of its work.',
  otherwise: 'at 1 for long: start another process of that kind.',
  runbook: 'MiningEventLoopBlocked',
  queries: [{ expr: PROCESSES.cpu, legend: '{{job}} {{instance}}' }],
  unit: UNITS.count,
  decimals: 2,
  softMax: 1,
});

const memory = timeSeries({
  title: 'Memory',
  shows: 'Memory of each process that is in RAM, Prometheus and Alertmanager included.',
  good: 'flat after some hours.',
  otherwise: 'a rise without end: compare with the heap; what rises beside a flat heap is buffers.',
  runbook: 'MiningProcessRestarting',
  queries: [{ expr: PROCESSES.residentMemory, legend: '{{job}} {{instance}}' }],
  unit: UNITS.bytes,
});

const heap = timeSeries({
  title: 'Heap',
  shows: 'Heap in use, heap taken from the system, and memory that Node keeps outside of the heap.',
  good: 'a saw whose low points stay where they are.',
  otherwise: 'low points that rise are a leak: take a heap snapshot before the restart.',
  runbook: 'MiningProcessRestarting',
  queries: [
    { expr: PROCESSES.heapUsed, legend: 'used {{job}} {{instance}}' },
    { expr: PROCESSES.heapTotal, legend: 'taken {{job}} {{instance}}' },
    { expr: PROCESSES.externalMemory, legend: 'outside {{job}} {{instance}}' },
  ],
  unit: UNITS.bytes,
});

const gcShare = timeSeries({
  title: 'Time in garbage collection',
  shows: 'Share of the time that each process spends collecting garbage.',
  good: 'below 5 %.',
  otherwise: 'the heap is near its bound, or much is thrown away: compare with the heap.',
  runbook: 'MiningEventLoopBlocked',
  queries: [{ expr: PROCESSES.gcShare, legend: '{{job}} {{instance}}' }],
  unit: UNITS.share,
  softMax: 0.1,
  max: 1,
});

const gcPause = timeSeries({
  title: 'Mean pause of garbage collection',
  shows: 'Mean time of one collection, by kind.',
  good: 'minor below 5 ms, major below 50 ms.',
  otherwise: 'long major collections stop every answer: the heap is too large or too full.',
  runbook: 'MiningEventLoopBlocked',
  queries: [{ expr: PROCESSES.gcPause, legend: '{{kind}}' }],
  unit: UNITS.seconds,
});

const files = timeSeries({
  title: 'Open files',
  shows: 'Open files and connections, of those that the system allows the process.',
  good: 'below half.',
  otherwise: 'near 100 % connections are refused: find who does not close them, or raise the limit.',
  runbook: 'MiningTargetDown',
  queries: [{ expr: PROCESSES.openFilesShare, legend: '{{job}} {{instance}}' }],
  unit: UNITS.share,
  max: 1,
  width: 24,
});

export const RUNTIME_ROW: Row = { title: 'What they use', panels: [eventLoop, cpu, memory, heap, gcShare, gcPause, files] };
