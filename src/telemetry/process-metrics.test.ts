import { collectDefaultMetrics, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { PROCESS_METRICS } from './process-metrics.js';

it.each(Object.values(PROCESS_METRICS))('$name is a $type that prom-client has', ({ name, type }) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metric = registry.getMetricsAsArray().find((each) => each.name === name);
  expect(metric).toMatchObject({ name });
  expect(metric?.constructor.name.toLowerCase()).toBe(type);
});
