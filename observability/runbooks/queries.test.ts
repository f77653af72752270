import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it } from 'vitest';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { OPEN } from '../../src/telemetry/metric-definition.js';
import { MONITORING_METRICS, PROCESS_METRICS } from '../../src/telemetry/process-metrics.js';
import { makeTemporaryFolder } from '../../test/support/servers.js';
import { JOBS, MONITORING_JOBS } from '../config.js';
import type { Metric } from '../promql/selectors.js';
import { ALERTS, RECORDING_RULES } from '../rules.js';
import { listRunbookQueries } from './read-runbooks.js';

const queries = listRunbookQueries();

/** The labels of each series that a query may name, with their values; `undefined` where the values are open. */
type Labels = Readonly<Record<string, readonly string[] | undefined>>;

function seriesOfMetric({ name, type, labels, buckets }: Metric): [string, Labels][] {
  const closed = Object.entries(labels).map(([label, values]) => [label, values === OPEN ? undefined : values] as const);
  const own: Labels = { ...Object.fromEntries(closed), instance: undefined, job: [...Object.values(JOBS), ...Object.values(MONITORING_JOBS)] };
  if (type !== 'histogram') return [[name, own]];
  const le = [...(buckets ?? []).map(String), '+Inf'];
  return [[`${name}_bucket`, { ...own, le }], [`${name}_count`, own], [`${name}_sum`, own]];
}

function seriesOfRule({ record, labels = {} }: (typeof RECORDING_RULES)[number]): [string, Labels] {
  const values = (label: string) => RECORDING_RULES.filter((rule) => rule.record === record).flatMap((rule) => rule.labels?.[label] ?? []);
  return [record, Object.fromEntries(Object.keys(labels).map((label) => [label, values(label)]))];
}

const metrics: readonly Metric[] = [METRICS, PROCESS_METRICS, MONITORING_METRICS].flatMap((catalogue) => Object.values(catalogue));
const SERIES = new Map<string, Labels>([...metrics.flatMap(seriesOfMetric), ...RECORDING_RULES.map(seriesOfRule)]);
const KEYWORDS: ReadonlySet<string> = new Set(['by', 'without', 'and', 'or', 'unless', 'on', 'ignoring', 'offset', 'bool']);

const withoutTexts = (expr: string): string => expr.replace(/"[^"]*"/g, '""');

/** Names of series: what is neither a function, a keyword, a label nor a part of a duration. */
function namesIn(expr: string): string[] {
  const plain = withoutTexts(expr).replace(/\{[^}]*\}|\[[^\]]*\]|offset \w+|\b(by|without|on|ignoring) \([^)]*\)/g, ' ');
  const words = [...plain.matchAll(/[a-zA-Z_:][\w:]*(?!\w*\s*\()/g)].map(([word]) => word);
  return words.filter((word) => !KEYWORDS.has(word) && !plain.includes(`${word}(`) && !/^\d/.test(word));
}

/** Labels by which a query groups. */
function groupsIn(expr: string): string[] {
  const groups = [...expr.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].map(([, labels = '']) => labels);
  return groups.flatMap((labels) => labels.split(',').map((label) => label.trim()));
}

/** What is wrong with the conditions of a query's selectors. */
function faultsOfMatchers(expr: string): string[] {
  const selectors = [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)];
  return selectors.flatMap(([, name = '', conditions = '']) =>
    [...conditions.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].flatMap(([, label = '', operator = '', value = '']) =>
      faultOfMatcher(name, label, { operator, value }),
    ),
  );
}

function faultOfMatcher(name: string, label: string, { operator, value }: { operator: string; value: string }): string[] {
  const labels = SERIES.get(name) ?? {};
  if (name === 'ALERTS' && label === 'alertname') return ALERTS.some((alert) => alert.name === value) ? [] : [`no alert ${value}`];
  if (!(label in labels)) return [`${name} has no label ${label}`];
  const known = labels[label];
  if (known === undefined) return [];
  const matches = (each: string) => (operator.endsWith('~') ? known.some((one) => new RegExp(`^(?:${each})$`).test(one)) : known.includes(each));
  const wanted = operator.endsWith('~') ? value.split('|') : [value];
  return wanted.filter((each) => !matches(each)).map((each) => `${name} has no ${label} ${each}`);
}

describe('the queries of the runbooks', () => {
  it('are PromQL', async () => {
    const folder = await makeTemporaryFolder('runbooks');
    const file = join(folder, 'queries.yml');
    // JSON is YAML too. A rule is what promtool can check without a server; its name tells where the query stands.
    const rules = queries.map(({ runbook, expr }, index) => ({ record: `${runbook}:${index}`, expr }));
    await writeFile(file, JSON.stringify({ groups: [{ name: 'runbooks', rules }] }));
    const check = spawn(join(dirname(inject('programs').prometheus), 'promtool'), ['check', 'rules', file]);
    const [out, faults] = await Promise.all([text(check.stdout), text(check.stderr)]);
    expect(faults).toBe('');
    expect(out).toContain(`SUCCESS: ${queries.length} rules found`);
  });

  it.each(queries)('$runbook: $expr', ({ expr }) => {
    expect(namesIn(expr).filter((name) => !SERIES.has(name))).toEqual([]);
    expect(namesIn(expr).length).toBeGreaterThan(0);
    expect(faultsOfMatchers(expr)).toEqual([]);
    const labels = namesIn(expr).flatMap((name) => Object.keys(SERIES.get(name) ?? {}));
    expect(groupsIn(expr).filter((label) => !labels.includes(label))).toEqual([]);
  });

  it.each([
    ['up{job="mining-click-apo"}', ['up has no job mining-click-apo']],
    ['rate(mining_click_requests_total{status=~"200|299"}[5m])', ['mining_click_requests_total has no status 299']],
    ['mining_click_queue_depth{state="failed"}', ['mining_click_queue_depth has no label state']],
    ['ALERTS{alertname="MiningWatchdog"}', ['no alert MiningWatchdog']],
  ])('would be refused for a condition that nothing fulfils: %s', (expr, faults) => {
    expect(faultsOfMatchers(expr)).toEqual(faults);
  });

  it.each([
    ['sum by (job) (rate(mining_nothing_total[5m])) / scalar(up)', ['mining_nothing_total', 'up']],
    ['time() - max(process_start_time_seconds{job="a"} offset 1h)', ['process_start_time_seconds']],
    ['histogram_quantile(0.95, sum by (le) (rate(redis_latency_ms_bucket[5m]))) and slo:a:b > 0', ['redis_latency_ms_bucket', 'slo:a:b']],
  ])('are searched for names of series: %s', (expr, names) => {
    expect(namesIn(expr)).toEqual(names);
  });
});
