import { describe, expect, inject, it } from 'vitest';
import { titleOf } from '../recording-rule-test.js';
import { testRules, type PromtoolFiles } from '../promtool.js';
import { alertOf, RULE_SETS } from '../rule-sets.js';
import { alertTestFiles, alertVariant, recordingTestFiles, recordingVariant } from '../rule-test-files.js';

async function expectSuccess(files: PromtoolFiles): Promise<void> {
  const { code, output } = await testRules(inject('promtool'), files);
  if (code !== 0) expect.fail(output);
}

describe.for(RULE_SETS)('of $of', (set) => {
  const { alerts, recording, alertTests, recordingTests } = set;

  describe.concurrent('the alert', () => {
    it.for(alertTests)('$alert fires when it must, and only then', async (test) => {
      const alert = alertOf(set, test);
      await expectSuccess(alertTestFiles(alert, test, recording, [alertVariant(alert)]));
    });
  });

  describe.concurrent('the recording rule', () => {
    it.for(recordingTests.map((test) => ({ ...test, title: titleOf(test) })))('$title writes what it must', async (test) => {
      await expectSuccess(recordingTestFiles(test, recording, [recordingVariant(test, recording)]));
    });
  });

  describe('the tests', () => {
    it('cover every alert', () => {
      expect(alertTests.map(({ alert }) => alert).sort()).toEqual(alerts.map(({ name }) => name).sort());
    });

    it('cover every recording rule', () => {
      expect(recordingTests.map(titleOf).sort()).toEqual(recording.map(titleOf).sort());
    });

    it('may take what alerts read for recorded', () => {
      const recorded = new Set(recording.flatMap((rule) => [rule.record, titleOf(rule)]));
      const read = alerts.flatMap(({ expr }) => expr.text.match(/[a-z_]+:[\w:]+(?:\{slo="\w+"\})?/g) ?? []);
      expect(read.filter((series) => !recorded.has(series))).toEqual([]);
    });
  });
});
