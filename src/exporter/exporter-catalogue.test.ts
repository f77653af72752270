import { describe, expect, it } from 'vitest';
import type { MetricDefinition } from '../telemetry/metric-definition.js';
import { mostSeriesOf } from '../telemetry/series-budget.js';
import { EXPORTER_METRICS } from './exporter-catalogue.js';

const definitions: readonly MetricDefinition[] = Object.values(EXPORTER_METRICS);

describe("the exporter's catalogue", () => {
  it.each([
    ['mining_click_queue_depth', 'gauge', ['queue']],
    ['mining_worker_processed_total', 'counter', ['queue']],
    ['mining_worker_failed_total', 'counter', ['queue', 'error_code']],
    ['mining_worker_lag_seconds', 'gauge', ['queue']],
    ['redis_latency_ms', 'histogram', ['command']],
  ])('has %s of the specification, of each queue', (name, type, labels) => {
    const definition = definitions.find((each) => each.name === name);
    expect(definition).toMatchObject({ type, processes: ['exporter'] });
    expect(Object.keys(definition?.labels ?? {})).toEqual(labels);
  });

  it('names each metric once, counters with _total, and gives buckets to histograms in rising order', () => {
    expect(new Set(definitions.map(({ name }) => name)).size).toBe(definitions.length);
    for (const { name, type, buckets = [] } of definitions) {
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(buckets.length > 0).toBe(type === 'histogram');
      expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
    }
  });

  it('bounds every metric', () => {
    for (const definition of definitions) expect(mostSeriesOf(definition, 'exporter')).toBeGreaterThan(0);
  });
});
