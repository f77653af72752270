import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCRIPT_NAMES } from './label-values.js';
import { METRICS } from './metric-catalogue.js';
import { zeroSeriesOf, type MetricDefinition } from './metric-definition.js';
import { renderMetricsPage } from './metrics-page.js';
import { createMetrics } from './registry.js';
import { mostSeriesOf, seriesBudgetOf } from './series-budget.js';
import { readScriptNames, SCRIPT_FOLDERS } from './script-names.js';

const definitions: readonly MetricDefinition[] = Object.values(METRICS);

describe('the catalogue', () => {
  it.each([
    ['mining_click_requests_total', 'counter', ['status'], ['api']],
    ['mining_click_queue_depth', 'gauge', [], ['api', 'worker']],
    ['mining_worker_processed_total', 'counter', [], ['worker']],
    ['mining_worker_failed_total', 'counter', ['error_code'], ['worker']],
    ['mining_worker_lag_seconds', 'gauge', [], ['api', 'worker']],
    ['redis_latency_ms', 'histogram', ['command'], ['api', 'worker']],
    ['http_request_duration_seconds', 'histogram', ['route', 'endpoint', 'method', 'status'], ['api', 'worker']],
  ])('has %s of the specification', (name, type, labels, processes) => {
    const definition = definitions.find((each) => each.name === name);
    expect(definition).toMatchObject({ type, processes });
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

  it('quotes the specification where its words can be read in two ways', () => {
    expect(METRICS.workerLag.help).toContain('"Time difference between newest queued job and processing time"');
  });

  it.each(['api', 'worker'] as const)('bounds the series that the %s starts with, and those that it can come to', (process) => {
    const series = definitions.flatMap((definition) => zeroSeriesOf(definition, process).map(() => definition));
    const lines = series.reduce((sum, { buckets }) => sum + (buckets ? buckets.length + 3 : 1), 0);
    expect(lines).toBeLessThan(1400);
    expect(seriesBudgetOf(process)).toBeGreaterThan(lines);
    expect(seriesBudgetOf(process)).toBeLessThan(10_000);
  });

  it('counts the series of a metric from its labels and buckets', () => {
    expect(mostSeriesOf(METRICS.clickRequests, 'api')).toBe(13);
    expect(mostSeriesOf(METRICS.clickRequests, 'worker')).toBe(0);
    expect(mostSeriesOf(METRICS.queueDepth, 'worker')).toBe(1);
    expect(mostSeriesOf(METRICS.redisLatency, 'worker')).toBe(METRICS.redisLatency.labels.command.length * 16);
    expect(() => mostSeriesOf({ ...METRICS.clickRequests, labels: { status: 'open' } }, 'api')).toThrow('no bound');
  });

  it('knows every Lua script by name', () => {
    const scripts = readdirSync(new URL('../', import.meta.url), { recursive: true }).map(String);
    const inSource = scripts.filter((file) => file.endsWith('.lua')).map((file) => file.replace(/^.*\/|\.lua$/g, ''));
    expect(new Set(readScriptNames(SCRIPT_FOLDERS).values())).toEqual(new Set(inSource));
    expect(new Set<string>(SCRIPT_NAMES)).toEqual(new Set(inSource));
  });

  it('is what docs/metrics.md says; npx vitest run --project unit -u writes it anew', async () => {
    await expect(renderMetricsPage()).toMatchFileSnapshot('../../docs/metrics.md');
  });
});

describe('the types', () => {
  it('refuse what the catalogue does not allow', () => {
    const api = createMetrics('api');
    const worker = createMetrics('worker');
    const uses = () => {
      // @ts-expect-error -- not in the closed list
      api.clickRequests.add(1, { status: '4xx' });
      // @ts-expect-error -- no such label
      api.clickRequests.add(1, { statuss: '200' });
      // @ts-expect-error -- the label is missing
      api.clickRequests.add(1);
      // @ts-expect-error -- no labels here
      worker.workerProcessed.add(1, { status: '200' });
      // @ts-expect-error -- the worker's
      api.workerProcessed.add(1);
      // @ts-expect-error -- the API's
      worker.clickRequests.add(1, { status: '200' });
      // @ts-expect-error -- a gauge is set
      api.queueDepth.add(1);
      // @ts-expect-error -- no such code
      worker.workerFailed.add(1, { error_code: 'SOMETHING' });
    };
    expect(uses).toBeTypeOf('function');
  });
});
