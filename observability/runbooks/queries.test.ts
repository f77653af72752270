import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../src/telemetry/process-metrics.js';
import { JOBS, MONITORING_JOBS } from '../config.js';
import type { Metric } from '../promql/selectors.js';
import { ALERTS, RECORDING_RULES } from '../rules.js';
import { describeQueries, faultsOfMatchers, namesIn, type QueryWorld } from '../tests/describe-queries.js';
import { listRunbookQueries } from './read-runbooks.js';

const world: QueryWorld = {
  metrics: [METRICS, PROCESS_METRICS, MONITORING_METRICS].flatMap((catalogue) => Object.values<Metric>(catalogue)),
  recording: RECORDING_RULES,
  alerts: ALERTS,
  jobs: [...Object.values(JOBS), ...Object.values(MONITORING_JOBS)],
};

describe('the queries of the runbooks', () => {
  describeQueries(listRunbookQueries(), world);

  it.each([
    ['up{job="mining-click-apo"}', ['up has no job mining-click-apo']],
    ['rate(mining_click_requests_total{status=~"200|299"}[5m])', ['mining_click_requests_total has no status 299']],
    ['mining_click_queue_depth{state="failed"}', ['mining_click_queue_depth has no label state']],
    ['ALERTS{alertname="MiningWatchdog"}', ['no alert MiningWatchdog']],
  ])('would be refused for a condition that nothing fulfils: %s', (expr, faults) => {
    expect(faultsOfMatchers(expr, world)).toEqual(faults);
  });

  it.each([
    ['sum by (job) (rate(mining_nothing_total[5m])) / scalar(up)', ['mining_nothing_total', 'up']],
    ['time() - max(process_start_time_seconds{job="a"} offset 1h)', ['process_start_time_seconds']],
    ['histogram_quantile(0.95, sum by (le) (rate(redis_latency_ms_bucket[5m]))) and slo:a:b > 0', ['redis_latency_ms_bucket', 'slo:a:b']],
  ])('are searched for names of series: %s', (expr, names) => {
    expect(namesIn(expr)).toEqual(names);
  });
});
