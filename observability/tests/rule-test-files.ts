import { toPrometheusRule, type Alert, type RecordingRule } from '../alerts/alert.js';
import { LOCAL_LINKS } from '../config.js';
import { casesOf, type AlertTest, type Case } from './alert-test.js';
import { expectedAlert } from './expected-alert.js';
import type { PromtoolFiles } from './promtool.js';
import { titleOf, type RecordingCase, type RecordingRuleTest, type Sample } from './recording-rule-test.js';
import { formatSeries, type InputSeries } from './series.js';

/** A rule as it stands in Prometheus' file. */
export type PrometheusRule = { readonly alert?: string; readonly record?: string; readonly expr: string; readonly for?: string };
/** A rule under test: the original, or the same with something changed and a name of its own. */
export type Variant = { readonly name: string; readonly rule: PrometheusRule };
type TestCase = { readonly every: number; readonly name: string; readonly series: readonly InputSeries[] };

export function alertVariant(alert: Alert): Variant {
  return { name: alert.name, rule: toPrometheusRule(alert, LOCAL_LINKS) };
}

/** The rule that a test is about. */
export function recordingVariant(test: RecordingRuleTest, recording: readonly RecordingRule[]): Variant {
  const rule = recording.find((each) => titleOf(each) === titleOf(test));
  if (rule === undefined) throw new Error(`There is no recording rule ${titleOf(test)}`);
  return { name: test.record, rule: toPrometheusRule(rule, LOCAL_LINKS) };
}

/** The alert's variants with the recording rules that they read, and all its cases for each of them. */
export function alertTestFiles(alert: Alert, test: AlertTest, recording: readonly RecordingRule[], variants: readonly Variant[]): PromtoolFiles {
  const checksOf = (each: Case) => ({
    alert_rule_test: each.checks.flatMap(({ at, firing }) => {
      const expected = firing.map((one) => expectedAlert(alert, test.severity, one, at));
      return variants.map(({ name }) => ({ eval_time: `${at}s`, alertname: name, exp_alerts: expected }));
    }),
  });
  return testFiles(recording, variants, casesOf(test).map((each) => [each, checksOf(each)]));
}

/** The same for what is recorded. */
export function recordingTestFiles(test: RecordingRuleTest, recording: readonly RecordingRule[], variants: readonly Variant[]): PromtoolFiles {
  const others = recording.filter(({ record }) => record !== test.record);
  const { roundedTo } = test;
  const exprOf = ({ name }: Variant) => (roundedTo === undefined ? name : `round(${name}, ${roundedTo})`);
  const sampleOf = ({ labels = {}, value }: Sample, { name }: Variant) =>
    roundedTo === undefined
      ? { labels: formatSeries(name, labels), value }
      : { labels: formatSeries('', labels), value: Math.floor(value / roundedTo + 0.5) / (1 / roundedTo) };
  const checksOf = ({ checks }: RecordingCase) => ({
    promql_expr_test: checks.flatMap(({ at, samples }) =>
      variants.map((variant) => ({ expr: exprOf(variant), eval_time: `${at}s`, exp_samples: samples.map((sample) => sampleOf(sample, variant)) }))),
  });
  return testFiles(others, variants, test.cases.map((each) => [each, checksOf(each)]));
}

/**
 * What is read comes first in one group. Between groups there is no order: whether an alert sees what was recorded
 * just now or one evaluation before would be left to chance.
 */
function testFiles(recording: readonly RecordingRule[], variants: readonly Variant[], cases: readonly (readonly [TestCase, object])[]): PromtoolFiles {
  const rules = variants.map(({ rule }) => rule);
  const tests = [...new Set(cases.map(([{ every }]) => every))].map((every) => [
    `test-${every}s.yml`,
    {
      rule_files: ['rules.yml'],
      evaluation_interval: `${every}s`,
      tests: cases.filter(([each]) => each.every === every).map(([{ name, series }, checks]) =>
        ({ name, interval: `${every}s`, input_series: series, ...checks })),
    },
  ] as const);
  return { 'rules.yml': { groups: [{ name: 'rules', rules: [...readBy(rules, recording), ...rules] }] }, ...Object.fromEntries(tests) };
}

/** The recording rules that the rules read, and those that these read, in the order of their files. */
function readBy(rules: readonly { readonly expr: string }[], recording: readonly RecordingRule[]): readonly PrometheusRule[] {
  const names = new Set(rules.flatMap(({ expr }) => expr.match(/[\w:]*:[\w:]*/g) ?? []));
  const read = recording.filter(({ record }) => names.has(record)).map((rule) => toPrometheusRule(rule, LOCAL_LINKS));
  const others = recording.filter(({ record }) => !names.has(record));
  return read.length === 0 ? [] : [...readBy(read, others), ...read];
}
