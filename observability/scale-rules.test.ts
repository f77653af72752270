import { describe, expect, it } from 'vitest';
import { isAlert, type Alert, type Duration } from './alerts/alert.js';
import { RULE_FILES } from './rules.js';
import { scaleRules } from './scale-rules.js';
import { secondsOf } from './slos/burn-rate.js';

const alert: Alert = {
  name: 'MiningExample',
  expr: { text: 'sum(rate(a_total[5m] offset 1h)) / slo:a:ratio_rate5m > max_over_time((b)[30d:])', binding: 3 },
  for: '2m',
  severity: 'info',
  summary: '',
  description: '',
  dashboard: 'overview',
};

describe('rules in another time', () => {
  it('have every time multiplied, and nothing else', () => {
    const [group] = scaleRules([{ name: 'example', interval: '30s', rules: [alert] }], 1 / 60);
    expect(group).toMatchObject({
      name: 'example',
      interval: '1s',
      rules: [{ for: '2s', expr: { text: 'sum(rate(a_total[5s] offset 60s)) / slo:a:ratio_rate5m > max_over_time((b)[43200s:])' } }],
    });
  });

  it('are the rules as they are when the factor is 1, but for how times are written', () => {
    const seconds = (text: string) => text.replace(/(?<=\[|offset )(\d+)([mhd])/g, (time) => `${secondsOf(time as Duration)}s`);
    for (const { groups } of RULE_FILES) {
      const before = groups.flatMap(({ rules }) => rules);
      const after = scaleRules(groups, 1).flatMap(({ rules }) => rules);
      expect(after.map(({ expr }) => expr.text)).toEqual(before.map(({ expr }) => seconds(expr.text)));
      expect(after.filter(isAlert).map(({ name, severity }) => [name, severity])).toEqual(before.filter(isAlert).map(({ name, severity }) => [name, severity]));
    }
  });

  it('leave no time as it was when the factor is small', () => {
    const texts = RULE_FILES.flatMap(({ groups }) => scaleRules(groups, 1 / 60)).flatMap(({ rules }) => rules.map(({ expr }) => expr.text));
    expect(texts.filter((text) => /\[\d+[mhd]|:\d+[smhd]\]|offset \d+[mhd]/.test(text))).toEqual([]);
  });
});
