import type { Duration } from '../../alerts/alert.js';
import { secondsOf } from '../alert-test.js';
import type { PromtoolResult } from '../promtool.js';
import type { PrometheusRule, Variant } from '../rule-test-files.js';
import { mutateExpression, otherHolds } from './mutators.js';

/** A rule that is wrong on purpose. */
export type Mutant = {
  readonly mutator: string;
  readonly original: string;
  /** What stands there instead. */
  readonly mutated: string;
  readonly variant: Variant;
};

/** One mutant for each way in which the rule can be made wrong; promtool tells them apart by their names. */
export function mutantsOf({ name, rule }: Variant): readonly Mutant[] {
  return changesOf(rule).map(({ mutator, changed }, number) => {
    const own = `${name}:m${number}`;
    const renamed = { ...changed, ...(rule.alert === undefined ? { record: own } : { alert: own }) };
    return { mutator, original: describeRule(rule), mutated: describeRule(changed), variant: { name: own, rule: renamed } };
  });
}

function changesOf(rule: PrometheusRule): readonly { readonly mutator: string; readonly changed: PrometheusRule }[] {
  const expressions = mutateExpression(rule.expr).map(({ mutator, expr }) => ({ mutator, changed: { ...rule, expr } }));
  if (rule.alert === undefined) return expressions;
  const { for: hold, ...others } = rule;
  const holds = otherHolds(hold === undefined ? undefined : secondsOf(hold as Duration)).map((seconds) => ({
    mutator: 'another time to wait',
    changed: seconds === undefined ? others : { ...others, for: `${seconds}s` },
  }));
  return [...expressions, ...holds];
}

/** The part of a rule that mutators change. */
function describeRule({ expr, for: hold }: PrometheusRule): string {
  return hold === undefined ? expr : `${expr} for ${hold}`;
}

/**
 * The mutants that no test noticed.
 *
 * @throws when the tests fail for the original too: then they say nothing about its mutants
 */
export async function findSurvivors(original: Variant, mutants: readonly Mutant[], run: (variants: readonly Variant[]) => Promise<PromtoolResult>): Promise<readonly Mutant[]> {
  if (mutants.length === 0) return [];
  const { output } = await run([original, ...mutants.map(({ variant }) => variant)]);
  const noticed = namesIn(output, /(?:alertname: |rule: |expr: "(?:round\()?)([\w:]+)[^\n]*, time:/g);
  const broken = namesIn(output, /rule: ([\w:]+), time:/g);
  if (noticed.has(original.name)) throw new Error(`The tests of ${original.name} fail without any change:\n${output}`);
  const survivors = mutants.filter(({ variant }) => !noticed.has(variant.name));
  if (noticed.size === 0 && !output.includes('SUCCESS')) throw new Error(`promtool cannot read the mutants:\n${output}`);
  // Where one cannot be evaluated, promtool leaves out the checks of all of them.
  return broken.size === 0 ? survivors : findSurvivors(original, survivors, run);
}

function namesIn(output: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...output.matchAll(pattern)].flatMap(([, name]) => name ?? []));
}

