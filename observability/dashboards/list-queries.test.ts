import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../src/telemetry/process-metrics.js';
import type { Metric } from '../promql/selectors.js';
import { ALERTS, RECORDING_RULES } from '../rules.js';
import { parsePromql, partsOf } from './lint/parse-promql.js';
import { listQueries } from './list-queries.js';

const queries = listQueries();

describe('listQueries', () => {
  it('has the queries of panels, variables and annotations, each once', () => {
    const names = queries.map(({ dashboard, panel, refId }) => `${dashboard}: ${panel}: ${refId}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('Mining Click Overview: Queue depth: A');
    expect(queries).toContainEqual({
      dashboard: 'Process health',
      panel: 'variable instance',
      refId: 'instance',
      expr: 'up{job=~"$job"}',
      kind: 'instant',
    });
    expect(names).toContain('SLOs and alerts: annotation Alerts: A');
  });

  it('tells which may have no value while all is well', () => {
    const quiet = new Set(queries.filter(({ emptyWhen }) => emptyWhen !== undefined).map(({ panel }) => panel));
    expect(quiet).toContain('annotation Alerts');
    expect(quiet).not.toContain('Queue depth');
  });

  it('has expressions only', () => {
    for (const { expr } of queries) expect(() => parsePromql(expr)).not.toThrow();
  });
});

describe('every metric', () => {
  const rules = [...ALERTS, ...RECORDING_RULES].map(({ expr }) => expr.text);
  const asked = new Set(queries.flatMap(({ expr }) => partsOf(parsePromql(expr)).flatMap((part) => (part.kind === 'selector' ? [part.metric] : []))));

  const isAsked = ({ name }: Metric) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`].some((series) => asked.has(series));
  const all = { METRICS, PROCESS_METRICS, MONITORING_METRICS };

  it.each(Object.entries(all))('of %s is in a panel or in a rule', (_list, metrics) => {
    const unused = Object.values<Metric>(metrics).filter((metric) => !isAsked(metric) && !rules.some((text) => text.includes(metric.name)));
    expect(unused.map(({ name }) => name)).toEqual([]);
  });

  it('that is recorded is in a panel or in a rule', () => {
    const used = (record: string) => asked.has(record) || rules.some((text) => text.includes(record));
    expect(RECORDING_RULES.map(({ record }) => record).filter((record) => !used(record))).toEqual([]);
  });
});
