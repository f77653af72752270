import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../../src/telemetry/process-metrics.js';
import { changes, count, countOf, divide, gauge, max, minus, positive, rate, counter, sum, sumOf, time } from '../../promql/promql.js';
import { RANGE, SCOPE } from './scope.js';

const { startTime, cpu, residentMemory, openFiles, maxFiles, heapUsed, heapTotal, externalMemory, eventLoopLagP50, eventLoopLagP99, gcDuration } =
  PROCESS_METRICS;
const { up, scrapeDuration, scrapeSamples } = MONITORING_METRICS;

/** Each process by itself: what it uses, whether it was started anew, whether it can be read. */
export const PROCESSES = {
  up: max(gauge(up, SCOPE), 'job', 'instance'),
  targets: count(gauge(up, SCOPE)),
  uptime: minus(time, max(gauge(startTime, SCOPE), 'job', 'instance')),
  restarts: sum(changes(gauge(startTime, SCOPE), '$__range'), 'job', 'instance'),
  versions: count(gauge(METRICS.buildInfo, SCOPE), 'version'),
  cpu: sum(rate(counter(cpu, SCOPE), RANGE), 'job', 'instance'),
  residentMemory: max(gauge(residentMemory, SCOPE), 'job', 'instance'),
  heapUsed: max(gauge(heapUsed, SCOPE), 'job', 'instance'),
  heapTotal: max(gauge(heapTotal, SCOPE), 'job', 'instance'),
  externalMemory: max(gauge(externalMemory, SCOPE), 'job', 'instance'),
  eventLoopP50: max(gauge(eventLoopLagP50, SCOPE), 'job', 'instance'),
  eventLoopP99: max(gauge(eventLoopLagP99, SCOPE), 'job', 'instance'),
  gcShare: sum(rate(sumOf(gcDuration, SCOPE), RANGE), 'job', 'instance'),
  gcPause: divide(
    sum(rate(sumOf(gcDuration, SCOPE), RANGE), 'kind'),
    positive(sum(rate(countOf(gcDuration, SCOPE), RANGE), 'kind')),
  ),
  openFilesShare: divide(max(gauge(openFiles, SCOPE), 'job', 'instance'), max(gauge(maxFiles, SCOPE), 'job', 'instance')),
  scrapeDuration: max(gauge(scrapeDuration, SCOPE), 'job', 'instance'),
  scrapeSamples: max(gauge(scrapeSamples, SCOPE), 'job', 'instance'),
  traceSpansSent: sum(rate(counter(METRICS.traceSpansSent, SCOPE), RANGE), 'job'),
  traceSpansDropped: sum(rate(counter(METRICS.traceSpansDropped, SCOPE), RANGE), 'job', 'reason'),
  logLinesShipped: sum(rate(counter(METRICS.logLinesShipped, SCOPE), RANGE), 'job', 'sink'),
  logLinesDropped: sum(rate(counter(METRICS.logLinesDropped, SCOPE), RANGE), 'job', 'sink'),
  logLinesWaiting: sum(gauge(METRICS.logLinesWaiting, SCOPE), 'job', 'sink'),
} as const;
