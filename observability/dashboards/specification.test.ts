import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SPEC_EXPRESSIONS, SPEC_ROWS } from '../spec.js';

type JsonPanel = {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly instant: boolean; readonly format?: string }[];
  readonly fieldConfig: { readonly defaults: Record<string, unknown> };
  readonly options: unknown;
};

/** As it is committed and as Grafana reads it. */
function readOverview(): readonly JsonPanel[] {
  const file = fileURLToPath(new URL('../generated/grafana/dashboards/mining-click-overview.json', import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { panels: readonly JsonPanel[] }).panels;
}

const panels = readOverview();
const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);

/** The panels between a row's title and the next. */
function panelsOfRow(title: string): readonly JsonPanel[] {
  const from = panels.findIndex((panel) => panel.type === 'row' && panel.title === title) + 1;
  const length = panels.slice(from).findIndex(({ type }) => type === 'row');
  return panels.slice(from, from + length);
}

const expressions = (panel: JsonPanel | undefined) => panel?.targets?.map(({ expr }) => expr);

describe("the overview's part of the specification", () => {
  it('has its rows, in its order, before all others', () => {
    expect(rows.slice(0, SPEC_ROWS.length)).toEqual(['Overview', 'Queue health', 'Success vs failure', 'Redis performance']);
    expect(SPEC_ROWS).toEqual(rows.slice(0, SPEC_ROWS.length));
  });

  it('Overview: requests by status as stacked bars, then the latency', () => {
    const [requests, latency, ...others] = panelsOfRow('Overview');
    expect(others).toEqual([]);
    expect(requests).toMatchObject({
      type: 'timeseries',
      title: 'RPS & status split',
      fieldConfig: { defaults: { unit: 'reqps', custom: { drawStyle: 'bars', stacking: { mode: 'normal' } } } },
    });
    expect(expressions(requests)).toEqual([SPEC_EXPRESSIONS.requestsByStatus]);
    expect(latency).toMatchObject({ type: 'timeseries', title: 'Latency', fieldConfig: { defaults: { unit: 's' } } });
    expect(expressions(latency)).toEqual([SPEC_EXPRESSIONS.latency]);
  });

  it('Queue health: depth with the threshold of 4,000 drawn, then the lag as lines', () => {
    const [depth, lag, ...others] = panelsOfRow('Queue health');
    expect(others).toEqual([]);
    expect(expressions(depth)).toEqual(['max(mining_click_queue_depth)']);
    expect(depth?.fieldConfig.defaults).toMatchObject({
      thresholds: { mode: 'absolute', steps: [{ value: null }, { value: 4000 }, { value: 4500 }, { value: 5000 }] },
      custom: { thresholdsStyle: { mode: 'dashed+area' }, axisSoftMax: 5500 },
    });
    expect(expressions(lag)).toEqual([
      `max(${SPEC_EXPRESSIONS.lag})`,
      'max(mining_click_newest_accepted_timestamp_seconds) - max(mining_click_last_processed_timestamp_seconds)',
    ]);
    expect(lag?.fieldConfig.defaults).toMatchObject({ custom: { drawStyle: 'line' } });
  });

  it('Success vs failure: the rate of the last 5 minutes, which says when there is no traffic, then the reasons', () => {
    const [success, reasons, ...others] = panelsOfRow('Success vs failure');
    expect(others).toEqual([]);
    expect(success).toMatchObject({ type: 'stat', targets: [{ expr: SPEC_EXPRESSIONS.successRate, instant: true }] });
    expect(success?.fieldConfig.defaults).toMatchObject({
      noValue: 'no traffic',
      unit: 'percentunit',
      mappings: [{ type: 'special', options: { match: 'null+nan', result: { text: 'no traffic' } } }],
    });
    expect(reasons).toMatchObject({
      type: 'table',
      targets: [{ expr: 'topk(10, sum(increase(mining_worker_failed_total[$__range])) by (error_code))', instant: true, format: 'table' }],
    });
  });

  it('Redis performance: redis_latency_ms as a histogram, with its p95', () => {
    const [distribution, p95, ...others] = panelsOfRow('Redis performance');
    expect(others).toEqual([]);
    expect(distribution).toMatchObject({
      type: 'heatmap',
      targets: [{ expr: 'sum(rate(redis_latency_ms_bucket[5m])) by (le)', format: 'heatmap' }],
      options: { calculate: false, yAxis: { unit: 'ms' } },
    });
    expect(expressions(p95)).toEqual(['histogram_quantile(0.95, sum(rate(redis_latency_ms_bucket[5m])) by (le))']);
    expect(p95?.fieldConfig.defaults).toMatchObject({ unit: 'ms' });
  });
});
