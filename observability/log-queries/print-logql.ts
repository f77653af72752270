import type { Condition, LogQuery, NumberRange, Value } from './log-query.js';
import { printValue, type Labels } from './labels.js';

/**
 * The query in Loki's language. Only `job` and `level` are labels of streams there, so everything else is read from the
 * line, which is JSON.
 */
export function toLogql({ job, chosenJob, level, contains, where = [] }: LogQuery, labels: Labels): string {
  const jobs = [job, ...(chosenJob === undefined ? [] : [chosenJob])].map((each) => matcher('job', each, labels));
  const levels = level === undefined ? [] : [matcher('level', levelValue(level), labels)];
  const parts = [
    `{${[...jobs, ...levels].join(', ')}}`,
    ...(contains === undefined ? [] : [`|= ${quote(contains)}`]),
    ...(where.length === 0 ? [] : ['| json', ...where.map((condition) => `| ${printCondition(condition, labels)}`)]),
  ];
  return parts.join(' ');
}

function levelValue(level: NonNullable<LogQuery['level']>): Value {
  return Array.isArray(level) ? { pattern: level.join('|') } : (level as Value);
}

function matcher(name: string, value: Value, labels: Labels): string {
  const { text, isPattern } = printValue(value, labels);
  return `${name}${isPattern ? '=~' : '='}${quote(text)}`;
}

function printCondition(condition: Condition, labels: Labels): string {
  if ('value' in condition) return matcher(condition.field, condition.value, labels);
  if ('digits' in condition) return matcher(condition.field, condition.digits, labels);
  const { field, ranges } = condition;
  const printed = ranges.map((range) => printRange(field, range));
  return printed.length === 1 ? printed.join() : `(${printed.join(' or ')})`;
}

function printRange(field: string, { from, to }: NumberRange): string {
  if (from !== undefined && from === to) return `${field} = ${from}`;
  return [from === undefined ? '' : `${field} >= ${from}`, to === undefined ? '' : `${field} <= ${to}`].filter((part) => part !== '').join(' and ');
}

/** Strings are written as in JSON. */
function quote(text: string): string {
  return JSON.stringify(text);
}
