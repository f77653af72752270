import { printValue, type Labels } from './labels.js';
import type { Condition, LogQuery, NumberRange, Value } from './log-query.js';

/**
 * The same query as Elasticsearch's query strings have it, for the index pattern `mining-click-*`.
 *
 * @throws when it asks for the digits of a number, or for jobs that a dashboard chooses
 */
export function toLucene({ job, chosenJob, level, contains, where = [] }: LogQuery, labels: Labels): string {
  if (chosenJob !== undefined) throw new Error('Only dashboards choose jobs, and they ask Loki');
  const levels = level === undefined ? [] : [printLevels(level, labels)];
  const parts = [printText('service', job, labels), ...levels, ...(contains === undefined ? [] : [quote(contains)])];
  return [...parts, ...where.map((condition) => printCondition(condition, labels))].join(' AND ');
}

function printLevels(level: NonNullable<LogQuery['level']>, labels: Labels): string {
  return Array.isArray(level) ? `level:(${level.join(' OR ')})` : printText('level', level as Value, labels);
}

function printCondition(condition: Condition, labels: Labels): string {
  if ('value' in condition) return printText(condition.field, condition.value, labels);
  if ('digits' in condition) throw new Error(`Elasticsearch cannot look for the digits of ${condition.field}`);
  const ranges = condition.ranges.map(printRange);
  return `${condition.field}:${ranges.length === 1 ? ranges.join() : `(${ranges.join(' OR ')})`}`;
}

function printText(field: string, value: Value, labels: Labels): string {
  const { text, isPattern } = printValue(value, labels);
  if (isPattern && text === '.+') return `_exists_:${field}`;
  return `${field}:${isPattern ? `/${text}/` : quote(text)}`;
}

function printRange({ from, to }: NumberRange): string {
  return from !== undefined && from === to ? String(from) : `[${from ?? '*'} TO ${to ?? '*'}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
