import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../test/support/exposition.js';
import { METRICS } from './metric-catalogue.js';
import type { MetricDefinition, ProcessName } from './metric-definition.js';
import { createMetrics } from './registry.js';

const OPENMETRICS = 'application/openmetrics-text;version=1.0.0';
const definitions: readonly MetricDefinition[] = Object.values(METRICS);

const namesOf = (process: ProcessName) =>
  definitions.filter(({ processes }) => processes.includes(process)).map(({ name }) => name);

/** Families other than those that prom-client adds by itself. */
const ownFamilies = (types: ReadonlyMap<string, string>) =>
  new Map([...types].filter(([name]) => !/^(process|nodejs)_/.test(name)));

describe.each(['api', 'worker'] as const)('the page of the %s', (process) => {
  it('keeps names, types and values, however often it is read in either format', async () => {
    const metrics = createMetrics(process);
    metrics.redisLatency.observe(3, { command: 'ping' });
    metrics.queueDepth.set(42);
    metrics.httpRequestDuration.observe(0.0015, { route: '/livez', endpoint: '/livez', method: 'GET', status: '200' }, 'a'.repeat(32));
    const accepts = [undefined, OPENMETRICS, undefined, OPENMETRICS, 'text/plain'];
    for (const accept of accepts) {
      const { body, contentType } = await metrics.render(accept);
      const isText = accept !== OPENMETRICS;
      expect(contentType).toMatch(isText ? /^text\/plain; version=0\.0\.4/ : /^application\/openmetrics-text/);
      expect(body.match(/# \{trace_id="a{32}"\} 0\.0015 \d{10}(\.\d+)?$/gm) ?? []).toHaveLength(isText ? 0 : 1);
      const { types, samples } = parseExposition(body);
      const family = (name: string) => (isText ? name : name.replace(/_total$/, ''));
      expect([...ownFamilies(types).keys()]).toEqual(namesOf(process).map(family));
      for (const { name, type } of definitions) if (types.has(family(name))) expect(types.get(family(name))).toBe(type);
      expect(samples.get('mining_metrics_collect_errors_total{source="queue"}')).toBe(0);
      expect(samples.get('redis_latency_ms_count{command="ping"}')).toBe(1);
      expect(samples.get('redis_latency_ms_bucket{le="2.5",command="ping"}')).toBe(0);
      expect(samples.get('redis_latency_ms_bucket{le="5",command="ping"}')).toBe(1);
      expect(samples.get('mining_click_queue_depth')).toBe(42);
    }
  });

  it('has CPU, memory and event loop of the process', async () => {
    const { samples } = parseExposition((await createMetrics(process).render()).body);
    for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']) {
      expect(samples.get(name)).toBeGreaterThanOrEqual(0);
    }
  });

  it('has no sample of a gauge that was never set, or is not known any more', async () => {
    const metrics = createMetrics(process);
    const gauges = async () =>
      [...parseExposition((await metrics.render()).body).samples.keys()].filter((name) => /^mining.*(depth|lag|jobs|timestamp|degraded)/.test(name));
    expect(await gauges()).toEqual([]);
    metrics.queueDepth.set(0);
    metrics.queueJobs.set(2, { state: 'active' });
    expect(await gauges()).toEqual(['mining_click_queue_depth', 'mining_click_queue_jobs{state="active"}']);
    metrics.queueDepth.set(undefined);
    metrics.queueJobs.set(undefined, { state: 'active' });
    expect(await gauges()).toEqual([]);
  });
});

describe('series with known labels', () => {
  it('exist as 0 from the start', async () => {
    const { samples } = parseExposition((await createMetrics('worker').render()).body);
    const codes = [
      'LEDGER_UNAVAILABLE',
      'LEDGER_CONFLICT',
      'LEDGER_REFUSED',
      'BATCH_MISSING',
      'BATCH_UNREADABLE',
      'TICKET_INVALID',
      'FOREIGN_CLICK_INVALID',
      'QUEUE_UNAVAILABLE',
      'INTERNAL',
    ];
    for (const code of codes) expect(samples.get(`mining_worker_failed_total{error_code="${code}"}`)).toBe(0);
    expect(samples.get('mining_worker_processed_total')).toBe(0);
    expect(samples.get('redis_latency_ms_bucket{le="+Inf",command="admitClicks"}')).toBe(0);
  });
});

describe('a read before the page', () => {
  it('that fails is counted on the same page, and never fails it', async () => {
    const metrics = createMetrics('api');
    metrics.beforeScrape('queue', () => Promise.reject(new Error('Redis is down')));
    const errors = async () => parseExposition((await metrics.render()).body).samples.get('mining_metrics_collect_errors_total{source="queue"}');
    expect(await errors()).toBe(1);
    expect(await errors()).toBe(2);
  });

  it('is shared by scrapes at the same time', async () => {
    const metrics = createMetrics('api');
    let reads = 0;
    metrics.beforeScrape('queue', () => {
      reads += 1;
      metrics.queueDepth.set(reads);
      return Promise.resolve();
    });
    const [text, openMetrics] = await Promise.all([metrics.render(), metrics.render(OPENMETRICS)]);
    expect(parseExposition(text.body).samples.get('mining_click_queue_depth')).toBe(1);
    expect(parseExposition(openMetrics.body).samples.get('mining_click_queue_depth')).toBe(1);
    await metrics.render();
    expect(reads).toBe(2);
  });
});

describe('many instances', () => {
  it('share nothing', async () => {
    const [one, other] = [createMetrics('worker'), createMetrics('worker')];
    one.workerProcessed.add(5);
    expect(parseExposition((await other.render()).body).samples.get('mining_worker_processed_total')).toBe(0);
  });
});
