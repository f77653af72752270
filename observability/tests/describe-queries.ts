import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, it } from 'vitest';
import { OPEN } from '../../src/telemetry/metric-definition.js';
import { makeTemporaryFolder } from '../../test/support/servers.js';
import type { Alert, RecordingRule } from '../alerts/alert.js';
import type { Metric } from '../promql/selectors.js';
import type { RunbookQuery } from '../runbooks/read-runbooks.js';

/** What queries may name. */
export type QueryWorld = {
  readonly metrics: readonly Metric[];
  readonly recording: readonly RecordingRule[];
  readonly alerts: readonly Alert[];
  readonly jobs: readonly string[];
};

/** The labels of each series that a query may name, with their values; `undefined` where the values are open. */
type Labels = Readonly<Record<string, readonly string[] | undefined>>;

function seriesOfMetric({ name, type, labels, buckets }: Metric, jobs: readonly string[]): [string, Labels][] {
  const closed = Object.entries(labels).map(([label, values]) => [label, values === OPEN ? undefined : values] as const);
  const own: Labels = { ...Object.fromEntries(closed), instance: undefined, job: jobs };
  if (type !== 'histogram') return [[name, own]];
  const le = [...(buckets ?? []).map(String), '+Inf'];
  return [[`${name}_bucket`, { ...own, le }], [`${name}_count`, own], [`${name}_sum`, own]];
}

function seriesOfRule({ record, labels = {} }: RecordingRule, all: readonly RecordingRule[]): [string, Labels] {
  const values = (label: string) => all.filter((rule) => rule.record === record).flatMap((rule) => rule.labels?.[label] ?? []);
  // The first part of its name says which labels of its expression are kept.
  const kept = Object.fromEntries((record.split(':')[0] ?? '').split('_').map((label) => [label, undefined]));
  return [record, { ...kept, ...Object.fromEntries(Object.keys(labels).map((label) => [label, values(label)])) }];
}

function seriesOf({ metrics, recording, jobs }: QueryWorld): ReadonlyMap<string, Labels> {
  return new Map([...metrics.flatMap((metric) => seriesOfMetric(metric, jobs)), ...recording.map((rule) => seriesOfRule(rule, recording))]);
}

const KEYWORDS: ReadonlySet<string> = new Set(['by', 'without', 'and', 'or', 'unless', 'on', 'ignoring', 'offset', 'bool']);

const withoutTexts = (expr: string): string => expr.replace(/"[^"]*"/g, '""');

/** Names of series: what is neither a function, a keyword, a label nor a part of a duration. */
export function namesIn(expr: string): string[] {
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
export function faultsOfMatchers(expr: string, world: QueryWorld): string[] {
  const series = seriesOf(world);
  const selectors = [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)];
  return selectors.flatMap(([, name = '', conditions = '']) =>
    [...conditions.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].flatMap(([, label = '', operator = '', value = '']) =>
      faultOfMatcher({ name, label, operator, value }, world.alerts, series.get(name)),
    ),
  );
}

type Condition = { readonly name: string; readonly label: string; readonly operator: string; readonly value: string };

function faultOfMatcher({ name, label, operator, value }: Condition, alerts: readonly Alert[], labels: Labels = {}): string[] {
  if (name === 'ALERTS' && label === 'alertname') return alerts.some((alert) => alert.name === value) ? [] : [`no alert ${value}`];
  if (!(label in labels)) return [`${name} has no label ${label}`];
  const known = labels[label];
  if (known === undefined) return [];
  const matches = (each: string) => (operator.endsWith('~') ? known.some((one) => new RegExp(`^(?:${each})$`).test(one)) : known.includes(each));
  const wanted = operator.endsWith('~') ? value.split('|') : [value];
  return wanted.filter((each) => !matches(each)).map((each) => `${name} has no ${label} ${each}`);
}

/** The tests of queries in runbooks: they are PromQL, and name only what is there. */
export function describeQueries(queries: readonly RunbookQuery[], world: QueryWorld): void {
  const series = seriesOf(world);

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
    expect(namesIn(expr).filter((name) => !series.has(name))).toEqual([]);
    expect(namesIn(expr).length).toBeGreaterThan(0);
    expect(faultsOfMatchers(expr, world)).toEqual([]);
    const labels = namesIn(expr).flatMap((name) => Object.keys(series.get(name) ?? {}));
    expect(groupsIn(expr).filter((label) => !labels.includes(label))).toEqual([]);
  });
}
