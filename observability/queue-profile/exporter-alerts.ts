import { EXPORTER_METRICS } from '../../src/exporter/exporter-catalogue.js';
import { MONITORING_METRICS } from '../../src/telemetry/process-metrics.js';
import type { RuleGroup } from '../alerts/alert.js';
import { above, absent, counter, equal, gauge, increase, max } from '../promql/promql.js';
import { EXPORTER_JOB } from './thresholds.js';

const { redisUp, errors, queues, queuesLeftOut, logLinesDropped } = EXPORTER_METRICS;

/** What makes the alerts about queues blind. */
export const EXPORTER_ALERT_GROUP: RuleGroup = {
  name: 'mining-exporter',
  rules: [
    {
      name: 'MiningExporterDown',
      expr: equal(gauge(MONITORING_METRICS.up, { job: EXPORTER_JOB }), 0),
      for: '30s',
      severity: 'critical',
      summary: 'The exporter at {{ $labels.instance }} is down',
      description: 'Prometheus gets no metrics from the exporter at {{ $labels.instance }}: the process has ended, hangs or cannot be reached. Alerts about its queues are silent meanwhile.',
      dashboard: 'exporter',
    },
    {
      name: 'MiningExporterAbsent',
      expr: absent(gauge(redisUp)),
      for: '1m',
      severity: 'critical',
      summary: 'Prometheus sees no exporter',
      description: 'No exporter shows any metrics: Prometheus does not know where it is, or does not reach it. Alerts about queues cannot fire, whatever happens to their jobs.',
      dashboard: 'exporter',
    },
    {
      name: 'MiningExporterRedisUnavailable',
      expr: equal(gauge(redisUp), 0),
      for: '1m',
      severity: 'critical',
      summary: 'The exporter at {{ $labels.instance }} cannot read Redis',
      description: 'The exporter at {{ $labels.instance }} runs, but its reads of Redis fail. It shows nothing of the queues meanwhile, and alerts about them are silent; workers that use the same Redis stand still too if it is down.',
      dashboard: 'exporter',
    },
    {
      name: 'MiningExporterErrors',
      expr: above(increase(counter(errors), '5m'), 3),
      for: '1m',
      severity: 'warning',
      summary: 'Reads of {{ $labels.read }} fail in the exporter at {{ $labels.instance }}',
      description: '{{ $value | printf "%.0f" }} reads of {{ $labels.read }} failed in five minutes in the exporter at {{ $labels.instance }}. What they would have shown has gaps.',
      dashboard: 'exporter',
    },
    {
      name: 'MiningExporterWithoutQueues',
      expr: equal(max(gauge(queues)), 0),
      for: '5m',
      severity: 'warning',
      summary: 'The exporter watches no queue',
      description: 'The exporter runs and has found no queue at all. Its prefix, its database or its rights in Redis are not those of the queues.',
      dashboard: 'exporter',
    },
    {
      name: 'MiningExporterQueuesLeftOut',
      expr: above(max(gauge(queuesLeftOut)), 0),
      for: '5m',
      severity: 'warning',
      summary: 'Some queues are not watched',
      description: '{{ $value | printf "%.0f" }} queues were found and are not watched, since there are more than the exporter may show. No alert fires for them.',
      dashboard: 'exporter',
    },
    {
      name: 'MiningExporterLogLinesDropped',
      // The click pipeline's processes have an alert of their own for this metric.
      expr: above(increase(counter(logLinesDropped, { job: EXPORTER_JOB }), '5m'), 0),
      severity: 'warning',
      summary: 'The exporter at {{ $labels.instance }} loses log lines on their way to {{ $labels.sink }}',
      description: '{{ $value | printf "%.0f" }} log lines of the exporter at {{ $labels.instance }} were dropped in five minutes instead of reaching {{ $labels.sink }}. Searches there have gaps; its log file or standard output has the lines. Queues are watched as before.',
      dashboard: 'exporter',
    },
  ],
};
