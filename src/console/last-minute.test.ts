import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDashboards, panelsOf, type Dashboard } from './dashboards.js';
import { findLastMinute } from './last-minute.js';
import { FIGURES } from './overview-figures.js';
import type { Prometheus } from './prometheus-client.js';

const FOLDER = new URL('../../observability/generated/grafana/dashboards/', import.meta.url);
const dashboards = createDashboards(readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Dashboard));

/** What is asked for the last minute of each figure of the overview that has one, and over how long it looks itself. */
async function lastMinutes(scrapeSeconds: number): Promise<Record<string, readonly [expr: string, meanSeconds: number]>> {
  const asked: string[] = [];
  const query: Prometheus['query'] = (expr) => (asked.push(expr), Promise.resolve({ kind: 'answered', value: { resultType: 'vector', result: [] } }));
  const found: Record<string, readonly [string, number]> = {};
  for (const { name, dashboard, panel, target } of FIGURES) {
    const { id = 0 } = panelsOf(dashboards.find(dashboard) ?? {}).find(({ title }) => title === panel) ?? {};
    const lastMinute = findLastMinute({ dashboards, prometheus: { query } as Prometheus, scrapeSeconds }, { dashboard, panel: id, target });
    await lastMinute?.ask(0);
    if (lastMinute) found[name] = [asked.at(-1) ?? '', lastMinute.meanSeconds];
  }
  return found;
}

it('the last minute of a figure is its own expression, which looks back over a minute', async () => {
  expect(await lastMinutes(5)).toEqual({
    requestsByStatus: ['sum(rate(mining_click_requests_total[60s])) by (status)', 300],
    p95: ['histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket{route="/api/mining/*"}[60s])) by (le))', 300],
    successRate: [
      'sum(rate(mining_worker_processed_total[60s])) / (sum(rate(mining_worker_processed_total[60s])) + sum(rate(mining_worker_failed_total[60s])))',
      300,
    ],
  });
});

it('with rare scrapes it is as long as four of them, and is left out where that is no less than the expression itself', async () => {
  expect((await lastMinutes(30))['requestsByStatus']?.[0]).toContain('[120s]');
  expect(await lastMinutes(75)).toEqual({});
});
