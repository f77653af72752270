import { describe, expect, inject, it } from 'vitest';
import { ALERTS, RECORDING_RULES } from '../../rules.js';
import { ALERT_TESTS } from '../alert-tests.js';
import { titleOf } from '../recording-rule-test.js';
import { testRules, type PromtoolFiles } from '../promtool.js';
import { RECORDING_RULE_TESTS } from '../recording-rule-tests.js';
import { alertTestFiles, alertVariant, recordingTestFiles, recordingVariant } from '../rule-test-files.js';

async function expectSuccess(files: PromtoolFiles): Promise<void> {
  const { code, output } = await testRules(inject('promtool'), files);
  if (code !== 0) expect.fail(output);
}

describe.concurrent('the alert', () => {
  it.for(ALERT_TESTS)('$alert fires when it must, and only then', async (test) => {
    const alert = ALERTS.find(({ name }) => name === test.alert);
    if (alert === undefined) throw new Error(`There is no alert ${test.alert}`);
    await expectSuccess(alertTestFiles(alert, test, RECORDING_RULES, [alertVariant(alert)]));
  });
});

describe.concurrent('the recording rule', () => {
  it.for(RECORDING_RULE_TESTS.map((test) => ({ ...test, title: titleOf(test) })))('$title writes what it must', async (test) => {
    await expectSuccess(recordingTestFiles(test, RECORDING_RULES, [recordingVariant(test, RECORDING_RULES)]));
  });
});

describe('the tests', () => {
  it('cover every alert', () => {
    expect(ALERT_TESTS.map(({ alert }) => alert).sort()).toEqual(ALERTS.map(({ name }) => name).sort());
  });

  it('cover every recording rule', () => {
    expect(RECORDING_RULE_TESTS.map(titleOf).sort()).toEqual(RECORDING_RULES.map(titleOf).sort());
  });

  it('may take what alerts read for recorded', () => {
    const recorded = new Set(RECORDING_RULES.flatMap((rule) => [rule.record, titleOf(rule)]));
    const read = ALERTS.flatMap(({ expr }) => expr.text.match(/[a-z_]+:[\w:]+(?:\{slo="\w+"\})?/g) ?? []);
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter((series) => !recorded.has(series))).toEqual([]);
  });
});
