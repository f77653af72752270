/**
 * The base specification's strings, letter for letter: what is generated is compared with them
 * (`literal-guard.test.ts`), so nothing here is built from anything else.
 */
export const SPEC_ROWS = ['Overview', 'Queue health', 'Success vs failure', 'Redis performance'] as const;

export const SPEC_EXPRESSIONS = {
  requestsByStatus: 'sum(rate(mining_click_requests_total[5m])) by (status)',
  latency: 'histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket{route="/api/mining/*"}[5m])) by (le))',
  lag: 'mining_worker_lag_seconds',
  successRate:
    'sum(rate(mining_worker_processed_total[5m])) / (sum(rate(mining_worker_processed_total[5m])) + sum(rate(mining_worker_failed_total[5m])))',
} as const;

export const SPEC_ALERTS = [
  {
    alert: 'MiningQueueBackpressure',
    expr: 'mining_click_queue_depth > 4500',
    for: '2m',
    severity: 'warning',
    summary: 'Mining queue depth high',
    description: 'Queue depth {{ $value }} exceeds safe threshold. Workers may be overloaded.',
  },
  {
    alert: 'MiningWorkerFailures',
    expr: 'rate(mining_worker_failed_total[5m]) > 5',
    for: '3m',
    severity: 'critical',
    summary: 'Mining worker failures detected',
    description: 'Workers failing at >5 per second. Investigate logs and DB connectivity.',
  },
  {
    alert: 'MiningApi429Spike',
    expr: 'sum(rate(mining_click_requests_total{status="429"}[5m])) / sum(rate(mining_click_requests_total[5m])) > 0.05',
    for: '5m',
    severity: 'warning',
    summary: '429 rate elevated',
    description: 'More than 5% of mining click requests are throttled.',
  },
] as const;
