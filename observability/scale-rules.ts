import { isAlert, type Alert, type Duration, type RecordingRule, type RuleGroup } from './alerts/alert.js';
import { secondsOf } from './slos/burn-rate.js';

/** The time in `[5m]`, `[30d:]` and `offset 1h`; names of recorded series hold times too, and keep them. */
const TIMES = /(?<=\[|\boffset )(\d+)([smhd])(?=[\]:]|\s|\)|$)/g;

/**
 * The same rules in another time: each `for`, interval and range is multiplied by `factor`, to whole seconds and at least
 * one. Thresholds stay as they are, those that are compared with ages included.
 */
export function scaleRules(groups: readonly RuleGroup[], factor: number): readonly RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    ...(group.interval && { interval: scale(group.interval, factor) }),
    rules: group.rules.map((rule) => scaleRule(rule, factor)),
  }));
}

function scaleRule(rule: Alert | RecordingRule, factor: number): Alert | RecordingRule {
  const text = rule.expr.text.replace(TIMES, (time) => scale(time as Duration, factor));
  const expr = { ...rule.expr, text };
  return isAlert(rule) && rule.for ? { ...rule, expr, for: scale(rule.for, factor) } : { ...rule, expr };
}

function scale(duration: Duration, factor: number): Duration {
  return `${Math.max(1, Math.round(secondsOf(duration) * factor))}s`;
}
