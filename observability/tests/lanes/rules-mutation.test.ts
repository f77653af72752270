import { afterAll, describe, expect, inject, it } from 'vitest';
import { applyChange, type EquivalentMutant } from '../mutation/equivalent-mutants.js';
import { findSurvivors, mutantsOf, type Mutant } from '../mutation/mutants.js';
import { titleOf } from '../recording-rule-test.js';
import { testRules, type PromtoolFiles } from '../promtool.js';
import { alertOf, RULE_SETS } from '../rule-sets.js';
import { alertTestFiles, alertVariant, recordingTestFiles, recordingVariant, type Variant } from '../rule-test-files.js';

const counted = { mutants: 0, killed: 0, equivalent: 0 };

/** A rule under test, with the mutants of it that mean the same. */
type Original = { readonly title: string; readonly rule: Variant; readonly equivalent: readonly EquivalentMutant[] };

async function expectAllKilled({ title, rule, equivalent }: Original, filesFor: (variants: readonly Variant[]) => PromtoolFiles): Promise<void> {
  const mutants = mutantsOf(rule);
  const run = (variants: readonly Variant[]) => testRules(inject('promtool'), filesFor(variants));
  const survivors = await findSurvivors(rule, mutants, run);
  const listed = equivalent.filter((each) => each.rule === title).map((each) => applyChange(mutants[0]?.original ?? '', each));
  counted.mutants += mutants.length;
  counted.killed += mutants.length - survivors.length;
  counted.equivalent += survivors.filter(({ mutated }) => listed.includes(mutated)).length;
  const unexpected = survivors.filter(({ mutated }) => !listed.includes(mutated));
  const unneeded = listed.filter((mutated) => !survivors.some((survivor) => survivor.mutated === mutated));
  if (unexpected.length > 0) expect.fail(`No test of ${title} notices:\n${unexpected.map(describeMutant).join('\n')}`);
  expect(unneeded, 'is listed as equivalent, but the tests notice it or there is no such mutant').toEqual([]);
}

const describeMutant = ({ mutator, original, mutated }: Mutant) => `${mutator}\n- ${original}\n+ ${mutated}`;

describe.for(RULE_SETS)('of $of', (set) => {
  const { alerts, recording, alertTests, recordingTests, equivalent } = set;

  describe.concurrent('a mutant of', () => {
    it.for(alertTests)('$alert is noticed', async (test) => {
      const alert = alertOf(set, test);
      const original = { title: alert.name, rule: alertVariant(alert), equivalent };
      await expectAllKilled(original, (variants) => alertTestFiles(alert, test, recording, variants));
    });

    it.for(recordingTests.map((test) => ({ ...test, title: titleOf(test) })))('$title is noticed', async (test) => {
      const original = { title: test.title, rule: recordingVariant(test, recording), equivalent };
      await expectAllKilled(original, (variants) => recordingTestFiles(test, recording, variants));
    });
  });

  it('a mutant is listed as equivalent only for a rule that there is', () => {
    const rules = new Set([...alerts.map(({ name }) => name), ...recording.map(titleOf)]);
    expect(equivalent.filter(({ rule }) => !rules.has(rule))).toEqual([]);
  });
});

afterAll(() => {
  const { mutants, killed, equivalent } = counted;
  process.stdout.write(`\n${mutants} mutants: ${killed} killed, ${equivalent} equivalent, ${mutants - killed - equivalent} survived\n`);
});
