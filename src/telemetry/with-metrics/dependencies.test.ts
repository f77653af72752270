import { expect, it } from 'vitest';
import { parseExposition } from '../../../test/support/exposition.js';
import { createMetrics } from '../registry.js';
import { registerDependencies, type Pings } from './dependencies.js';

const answers = () => Promise.resolve('PONG');
const fails = () => Promise.reject(new Error('connection refused'));
const neverAnswers = () => new Promise<never>(() => undefined);

/** What the pages say of Redis and MongoDB, one page for each ping. */
async function readPages(...pings: readonly Pings['redis'][]) {
  const metrics = createMetrics('api');
  let next = 0;
  registerDependencies(metrics, { redis: () => pings[next]?.() ?? fails(), mongodb: answers }, 20);
  const pages: (readonly (number | undefined)[])[] = [];
  for (; next < pings.length; next += 1) {
    const { samples } = parseExposition((await metrics.render()).body);
    const errors = samples.get('mining_metrics_collect_errors_total{source="process"}');
    expect(errors).toBe(0);
    pages.push([samples.get('mining_dependency_up{dependency="redis"}'), samples.get('mining_dependency_up{dependency="mongodb"}')]);
  }
  return pages;
}

it('a store is up when it answers, and the other one does not matter to that', async () => {
  expect(await readPages(answers, fails, answers)).toEqual([
    [1, 1],
    [0, 1],
    [1, 1],
  ]);
});

it('a store that does not answer in time is down, and the page comes without it', async () => {
  expect(await readPages(neverAnswers, answers)).toEqual([
    [0, 1],
    [1, 1],
  ]);
});
