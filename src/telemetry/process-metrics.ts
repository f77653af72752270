import { OPEN, type MetricDefinition } from './metric-definition.js';

type ForeignMetric = Pick<MetricDefinition, 'name' | 'type' | 'labels' | 'buckets' | 'aggregate'>;

function defineForeignMetrics<const D extends Readonly<Record<string, ForeignMetric>>>(definitions: D): D {
  return definitions;
}

/** What prom-client says of every process by itself, as far as rules and dashboards ask for it. */
export const PROCESS_METRICS = defineForeignMetrics({
  startTime: { name: 'process_start_time_seconds', type: 'gauge', labels: {}, aggregate: 'max' },
  cpu: { name: 'process_cpu_seconds_total', type: 'counter', labels: {}, aggregate: 'sum' },
  residentMemory: { name: 'process_resident_memory_bytes', type: 'gauge', labels: {}, aggregate: 'sum' },
  openFiles: { name: 'process_open_fds', type: 'gauge', labels: {}, aggregate: 'sum' },
  maxFiles: { name: 'process_max_fds', type: 'gauge', labels: {}, aggregate: 'max' },
  heapUsed: { name: 'nodejs_heap_size_used_bytes', type: 'gauge', labels: {}, aggregate: 'sum' },
  heapTotal: { name: 'nodejs_heap_size_total_bytes', type: 'gauge', labels: {}, aggregate: 'sum' },
  externalMemory: { name: 'nodejs_external_memory_bytes', type: 'gauge', labels: {}, aggregate: 'sum' },
  // These two include the time between two samples, 50 ms: see registry.ts.
  eventLoopLagP50: { name: 'nodejs_eventloop_lag_p50_seconds', type: 'gauge', labels: {}, aggregate: 'max' },
  eventLoopLagP99: { name: 'nodejs_eventloop_lag_p99_seconds', type: 'gauge', labels: {}, aggregate: 'max' },
  gcDuration: {
    name: 'nodejs_gc_duration_seconds',
    type: 'histogram',
    labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
    aggregate: 'sum',
  },
});

/** What Prometheus and Alertmanager say of themselves and of their targets, as far as rules and dashboards ask for it. */
export const MONITORING_METRICS = defineForeignMetrics({
  up: { name: 'up', type: 'gauge', labels: {}, aggregate: 'sum' },
  scrapeDuration: { name: 'scrape_duration_seconds', type: 'gauge', labels: {}, aggregate: 'max' },
  scrapeSamples: { name: 'scrape_samples_scraped', type: 'gauge', labels: {}, aggregate: 'sum' },
  alerts: {
    name: 'ALERTS',
    type: 'gauge',
    labels: { alertname: OPEN, alertstate: ['pending', 'firing'], severity: ['critical', 'warning', 'info', 'none'] },
    aggregate: 'sum',
  },
  ruleFailures: { name: 'prometheus_rule_evaluation_failures_total', type: 'counter', labels: { rule_group: OPEN }, aggregate: 'sum' },
  ruleIterationsMissed: {
    name: 'prometheus_rule_group_iterations_missed_total',
    type: 'counter',
    labels: { rule_group: OPEN },
    aggregate: 'sum',
  },
  ruleGroupDuration: {
    name: 'prometheus_rule_group_last_duration_seconds',
    type: 'gauge',
    labels: { rule_group: OPEN },
    aggregate: 'max',
  },
  headSeries: { name: 'prometheus_tsdb_head_series', type: 'gauge', labels: {}, aggregate: 'sum' },
  configReloaded: { name: 'prometheus_config_last_reload_successful', type: 'gauge', labels: {}, aggregate: 'max' },
  alertmanagersFound: { name: 'prometheus_notifications_alertmanagers_discovered', type: 'gauge', labels: {}, aggregate: 'max' },
  alertsSent: { name: 'prometheus_notifications_sent_total', type: 'counter', labels: { alertmanager: OPEN }, aggregate: 'sum' },
  alertSendErrors: { name: 'prometheus_notifications_errors_total', type: 'counter', labels: { alertmanager: OPEN }, aggregate: 'sum' },
  alertsDropped: { name: 'prometheus_notifications_dropped_total', type: 'counter', labels: {}, aggregate: 'sum' },
  notifications: { name: 'alertmanager_notifications_total', type: 'counter', labels: { integration: OPEN }, aggregate: 'sum' },
  notificationsFailed: {
    name: 'alertmanager_notifications_failed_total',
    type: 'counter',
    labels: { integration: OPEN },
    aggregate: 'sum',
  },
});
