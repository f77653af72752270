import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { registerHistogram } from './histogram.js';
import { METRICS } from './metric-catalogue.js';
import type { MetricDefinition } from './metric-definition.js';

/** Both write the same observations. */
function createPair(definition: MetricDefinition) {
  const { name, help, labels, buckets = [] } = definition;
  const theirs = new Registry();
  const histogram = new Histogram({ name, help, labelNames: Object.keys(labels), buckets: [...buckets], registers: [theirs] });
  const ours = new Registry();
  const own = registerHistogram(definition, ours);
  return {
    observe: (value: number, of: Record<string, string> = {}) => {
      histogram.observe(of, value);
      own.observe(value, of);
    },
    zero: (of: Record<string, string> = {}) => {
      histogram.zero(of);
      own.zero(of);
    },
    pages: () => Promise.all([ours.metrics(), theirs.metrics()]),
  };
}

it('is written as prom-client writes its own, with several labels, at, between and above the bounds', async () => {
  const pair = createPair(METRICS.httpRequestDuration);
  const click = { route: '/api/mining/*', endpoint: '/api/mining/click', method: 'POST' };
  pair.zero({ ...click, status: '503' });
  for (const value of [0, 0.001, 0.0010001, 0.25, 0.3, 10, 11]) pair.observe(value, { ...click, status: '202' });
  pair.observe(0.5, { ...click, status: '429' });
  pair.observe(0.5, { ...click, method: 'GET', status: '202' });
  const [ours, theirs] = await pair.pages();
  expect(ours).toBe(theirs);
  expect(ours).toContain('http_request_duration_seconds_count{route="/api/mining/*",endpoint="/api/mining/click",method="POST",status="202"} 7');
});

it('is written as prom-client writes its own, with one label and with none', async () => {
  const latency = createPair(METRICS.redisLatency);
  latency.observe(3, { command: 'ping' });
  latency.observe(5, { command: 'a "quoted"\nname' });
  const credit = createPair(METRICS.creditDuration);
  credit.zero();
  for (const value of [0.025, 15.5, 4000]) credit.observe(value);
  for (const pair of [latency, credit]) {
    const [ours, theirs] = await pair.pages();
    expect(ours).toBe(theirs);
  }
});

it('keeps the latest observation of each bucket that names its trace, in the order of the lines', async () => {
  const registry = new Registry();
  const histogram = registerHistogram({ ...METRICS.redisLatency, buckets: [1, 5] }, registry);
  histogram.zero({ command: 'ping' });
  expect(histogram.exemplars()).toEqual([undefined, undefined, undefined, undefined, undefined]);
  const info = { command: 'info' };
  histogram.observe(0.5, info, 'first');
  histogram.observe(0.7, info, 'second');
  histogram.observe(0.8, info);
  histogram.observe(9, info, 'slow');
  const exemplars = histogram.exemplars();
  expect(exemplars.map((exemplar) => exemplar && [exemplar.traceId, exemplar.value])).toEqual([
    ...[undefined, undefined, undefined, undefined, undefined],
    ...[['second', 0.7], undefined, ['slow', 9], undefined, undefined],
  ]);
  const samples = (await registry.metrics()).split('\n').filter((line) => line.startsWith('redis_latency_ms_'));
  expect(samples).toHaveLength(exemplars.length);
  expect(samples[5]).toContain('le="1",command="info"');
});
