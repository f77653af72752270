import { expect, it } from 'vitest';
import { unitOf } from './runbook-unit.js';

it.each([
  ['max(mining_click_queue_depth)', undefined],
  ['up', undefined],
  ['slo:mining_errors_per_event:ratio_rate5m{slo="latency"}', 'percentunit'],
  ['sum(rate(mining_click_requests_total{status="429"}[5m])) / (sum(rate(mining_click_requests_total[5m])) > 0)', 'percentunit'],
  ['(5000 - max(mining_click_queue_depth)) / (sum(rate(mining_click_requests_total{status="202"}[5m])) > 0)', 's'],
  ['histogram_quantile(0.95, sum by (le) (rate(redis_latency_ms_bucket[5m])))', 'ms'],
  ['histogram_quantile(0.95, sum by (le) (rate(mining_ledger_transaction_duration_seconds_bucket{phase="all"}[5m])))', 's'],
  ['sum by (job) (rate(http_request_duration_seconds_count[5m]))', 'cps'],
  ['sum by (job, instance) (rate(process_cpu_seconds_total{job=~"mining-click-.*"}[5m]))', 'percentunit'],
  ['sum by (error_code) (increase(mining_worker_failed_total[1d]))', 'none'],
  ['changes(process_start_time_seconds{job="mining-click-worker"}[1d])', 'none'],
  ['time() - process_start_time_seconds{job=~"mining-click-.*"}', 's'],
  ['max(max_over_time(mining_worker_lag_seconds[1d]))', 's'],
  ['max by (job, instance) (process_resident_memory_bytes{job=~"mining-click-.*"})', 'bytes'],
  ['max(mining_redis_memory_ratio)', 'percentunit'],
  ['max by (version) (mining_clicks_build_info)', undefined],
])('%s is in %s', (expr, unit) => {
  expect(unitOf(expr)).toBe(unit);
});
