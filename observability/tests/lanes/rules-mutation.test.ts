import { afterAll, describe, expect, inject, it } from 'vitest';
import { ALERTS, RECORDING_RULES } from '../../rules.js';
import { ALERT_TESTS } from '../alert-tests.js';
import { applyChange, EQUIVALENT_MUTANTS } from '../mutation/equivalent-mutants.js';
import { findSurvivors, mutantsOf, type Mutant } from '../mutation/mutants.js';
import { titleOf } from '../recording-rule-test.js';
import { testRules, type PromtoolFiles } from '../promtool.js';
import { RECORDING_RULE_TESTS } from '../recording-rule-tests.js';
import { alertTestFiles, alertVariant, recordingTestFiles, recordingVariant, type Variant } from '../rule-test-files.js';

const counted = { mutants: 0, killed: 0, equivalent: 0 };

async function expectAllKilled(title: string, original: Variant, filesFor: (variants: readonly Variant[]) => PromtoolFiles): Promise<void> {
  const mutants = mutantsOf(original);
  const run = (variants: readonly Variant[]) => testRules(inject('promtool'), filesFor(variants));
  const survivors = await findSurvivors(original, mutants, run);
  const listed = EQUIVALENT_MUTANTS.filter(({ rule }) => rule === title).map((each) => applyChange(mutants[0]?.original ?? '', each));
  counted.mutants += mutants.length;
  counted.killed += mutants.length - survivors.length;
  counted.equivalent += survivors.filter(({ mutated }) => listed.includes(mutated)).length;
  const unexpected = survivors.filter(({ mutated }) => !listed.includes(mutated));
  const unneeded = listed.filter((mutated) => !survivors.some((survivor) => survivor.mutated === mutated));
  if (unexpected.length > 0) expect.fail(`No test of ${title} notices:\n${unexpected.map(describeMutant).join('\n')}`);
  expect(unneeded, 'is listed as equivalent, but the tests notice it or there is no such mutant').toEqual([]);
}

const describeMutant = ({ mutator, original, mutated }: Mutant) => `${mutator}\n- ${original}\n+ ${mutated}`;

describe.concurrent('a mutant of', () => {
  it.for(ALERT_TESTS)('$alert is noticed', async (test) => {
    const alert = ALERTS.find(({ name }) => name === test.alert);
    if (alert === undefined) throw new Error(`There is no alert ${test.alert}`);
    await expectAllKilled(alert.name, alertVariant(alert), (variants) => alertTestFiles(alert, test, RECORDING_RULES, variants));
  });

  it.for(RECORDING_RULE_TESTS.map((test) => ({ ...test, title: titleOf(test) })))('$title is noticed', async (test) => {
    await expectAllKilled(test.title, recordingVariant(test, RECORDING_RULES), (variants) => recordingTestFiles(test, RECORDING_RULES, variants));
  });
});

afterAll(() => {
  const { mutants, killed, equivalent } = counted;
  process.stdout.write(`\n${mutants} mutants: ${killed} killed, ${equivalent} equivalent, ${mutants - killed - equivalent} survived\n`);
});

it('is listed as equivalent only for a rule that there is', () => {
  const rules = new Set([...ALERTS.map(({ name }) => name), ...RECORDING_RULES.map(titleOf)]);
  expect(EQUIVALENT_MUTANTS.filter(({ rule }) => !rules.has(rule))).toEqual([]);
});
