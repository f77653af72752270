import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../src/telemetry/process-metrics.js';
import { JOBS, MONITORING_JOBS, THRESHOLDS } from '../config.js';
import { above, changes, count, counter, equal, gauge, increase, oneOf, sum } from '../promql/promql.js';
import { ALL_JOBS, fromLabel, is, linesOfJob, troubleOf } from '../log-queries/log-query.js';
import type { RuleGroup } from './alert.js';

const ours = oneOf(...Object.values(JOBS));
const watched = oneOf(...Object.values(JOBS), ...Object.values(MONITORING_JOBS));
const versions = count(count(gauge(METRICS.buildInfo), 'version'));

export const PROCESS_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-processes',
  rules: [
    {
      name: 'MiningTargetDown',
      expr: equal(gauge(MONITORING_METRICS.up, { job: watched }), 0),
      for: '30s',
      severity: 'critical',
      summary: '{{ $labels.job }} at {{ $labels.instance }} is down',
      description: 'Prometheus gets no metrics from {{ $labels.job }} at {{ $labels.instance }}: the process has ended, hangs or cannot be reached. Alerts on its metrics are silent meanwhile.',
      dashboard: 'processes',
      logs: linesOfJob(),
    },
    {
      name: 'MiningProcessRestarting',
      expr: above(changes(gauge(PROCESS_METRICS.startTime, { job: ours }), '15m'), 2),
      severity: 'warning',
      summary: '{{ $labels.job }} at {{ $labels.instance }} keeps restarting',
      description: '{{ $labels.job }} at {{ $labels.instance }} started {{ $value | printf "%.0f" }} times within 15 minutes. No accepted click is lost, but clicks are answered and credited late or not at all while it is away.',
      dashboard: 'processes',
      logs: linesOfJob(),
    },
    {
      name: 'MiningEventLoopBlocked',
      expr: above(gauge(PROCESS_METRICS.eventLoopLagP99, { job: ours }), THRESHOLDS.eventLoopLagP99Seconds),
      for: '2m',
      severity: 'warning',
      summary: '{{ $labels.job }} at {{ $labels.instance }} is too busy to answer in time',
      description: 'The event loop of {{ $labels.job }} at {{ $labels.instance }} turns {{ $value | humanizeDuration }} late (50 ms is normal). Everything that this process does is late by as much.',
      dashboard: 'processes',
      logs: linesOfJob(),
    },
    {
      name: 'MiningVersionsMixed',
      expr: above(versions, 1),
      for: '1h',
      severity: 'info',
      summary: 'Several versions run side by side',
      description: '{{ $value | printf "%.0f" }} versions of mining-clicks have been running for an hour. A rollout may have stopped half way.',
      dashboard: 'processes',
      logs: { job: ALL_JOBS, contains: 'listens on', since: '6h' },
    },
    {
      name: 'MiningLogLinesDropped',
      expr: above(sum(increase(counter(METRICS.logLinesDropped), '5m'), 'job', 'sink'), 0),
      severity: 'warning',
      summary: '{{ $labels.job }} loses log lines on their way to {{ $labels.sink }}',
      description: '{{ $value | printf "%.0f" }} log lines of {{ $labels.job }} were dropped in five minutes instead of reaching {{ $labels.sink }}. Searches there have gaps; the log files of the process have the lines. Clicks themselves are not affected.',
      dashboard: 'processes',
      logs: troubleOf(linesOfJob(is('sink', fromLabel('sink')))),
    },
    {
      name: 'MiningTraceSpansDropped',
      expr: above(sum(increase(counter(METRICS.traceSpansDropped), '5m'), 'job', 'reason'), 0),
      severity: 'warning',
      summary: '{{ $labels.job }} loses spans on their way to the receiver of traces',
      description: '{{ $value | printf "%.0f" }} spans of {{ $labels.job }} were dropped in five minutes (reason: {{ $labels.reason }}). Traces have gaps there; log lines have the same trace ids. Clicks themselves are not affected.',
      dashboard: 'processes',
      logs: troubleOf(linesOfJob()),
    },
  ],
};
