import { toPrometheusRule, type Alert } from '../alerts/alert.js';
import { LOCAL_LINKS } from '../config.js';
import type { FiringAlert } from './alert-test.js';

type Labels = Readonly<Record<string, string>>;

/** What promtool must find at a time in seconds: it always compares the annotations too. */
export function expectedAlert(alert: Alert, severity: string, { labels, value }: FiringAlert, at: number) {
  const rule = toPrometheusRule(alert, LOCAL_LINKS);
  const annotations = 'annotations' in rule ? Object.entries(rule.annotations) : [];
  const rendered = annotations.map(([name, template]) => [name, renderTemplate(template, { labels, value, at })]);
  return { exp_labels: { ...alert.labels, severity, ...labels }, exp_annotations: Object.fromEntries(rendered) };
}

const WITH = /\{\{\s*with \$labels\.(\w+)\s*\}\}(.*?)(?:\{\{\s*else\s*\}\}(.*?))?\{\{\s*end\s*\}\}/g;

/** What a template can name; `at` is the time in seconds. */
export type TemplateData = { readonly labels: Labels; readonly value: number; readonly at: number };

/** Renders what our annotations use of Prometheus' templates, and refuses the rest. */
export function renderTemplate(template: string, data: TemplateData): string {
  const chosen = template.replace(WITH, (_all, label: string, present: string, absent = '') => {
    const found = data.labels[label] ?? '';
    return found === '' ? absent : present.replace(/\{\{\s*\.\s*\}\}/g, found);
  });
  return chosen.replace(/\{\{\s*(.*?)\s*\}\}/g, (_all, expression: string) => renderExpression(expression, data));
}

const TIME = /^query "1000 \* \(time\(\) ([-+]) (\d+)\)" \| first \| value \| printf "%\.0f"$/;

function renderExpression(expression: string, { labels, value, at }: TemplateData): string {
  const label = /^\$labels\.(\w+)$/.exec(expression)?.[1];
  if (label !== undefined) return labels[label] ?? '';
  const [, sign, seconds] = TIME.exec(expression) ?? [];
  if (sign !== undefined) return String(1000 * (at + Number(`${sign}${seconds}`)));
  const [source, ...functions] = expression.split(/\s*\|\s*/);
  if (source !== '$value') throw new Error(`The tests cannot render {{ ${expression} }}`);
  return functions.length === 0 ? formatFloat(value) : applyFunction(functions.join(' | '), value);
}

function applyFunction(name: string, value: number): string {
  const known = FUNCTIONS[name];
  if (known !== undefined) return known(value);
  const digits = /^printf "%\.(\d)f"$/.exec(name)?.[1];
  if (digits === undefined) throw new Error(`The tests cannot render {{ $value | ${name} }}`);
  return value.toFixed(Number(digits));
}

const FUNCTIONS: Readonly<Record<string, (value: number) => string>> = {
  humanize: formatWithPrefix,
  humanizePercentage: (value) => `${fourDigits(value * 100)}%`,
  humanizeDuration: formatDuration,
};

/** Go's %v. */
function formatFloat(value: number): string {
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e21)) throw new Error(`${value} would be written with an exponent`);
  return String(value);
}

/** Go's %.4g, without its exponents. */
function fourDigits(value: number): string {
  const text = String(Number(value.toPrecision(4)));
  if (Math.abs(value) >= 10_000 || (value !== 0 && Math.abs(value) < 1e-4)) throw new Error(`${value} would be written with an exponent`);
  return text;
}

const LARGER = ['', 'k', 'M', 'G', 'T'];
const SMALLER = ['', 'm', 'u', 'n'];
function formatWithPrefix(value: number): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)) / 3);
  const prefix = power < 0 ? SMALLER[-power] : LARGER[power];
  return `${fourDigits(value / 1000 ** power)}${prefix ?? ''}`;
}

/** `1d 2h 3m 4s`, leaving out the larger ones that are 0; milliseconds below a second. */
function formatDuration(value: number): string {
  if (value === 0) return '0s';
  if (Math.abs(value) < 1) return `${formatWithPrefix(value)}s`;
  const whole = Math.floor(Math.abs(value));
  const sign = value < 0 ? '-' : '';
  const [days, hours, minutes, seconds] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes > 0) return `${sign}${minutes}m ${seconds}s`;
  return `${sign}${fourDigits(Math.abs(value))}s`;
}
