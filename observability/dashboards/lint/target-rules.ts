import { labelPolicy } from '../../../src/telemetry/log-shipping/label-policy.js';
import { isLogQuery } from '../panel-queries.js';
import { noTargetLabels } from './exemptions.js';
import { RANGE_FUNCTIONS, type Expression, type Selector } from './parse-promql.js';
import { expressionRule, metricOf, selectorRule, targetRule, tryParse, type Rule, type World } from './rule.js';

/** Windows that Grafana chooses: the one for rates, and the whole time shown for sums of it. */
const CHOSEN_RANGES: Readonly<Record<string, readonly string[]>> = {
  rate: ['$__rate_interval'],
  irate: ['$__rate_interval'],
  increase: ['$__rate_interval', '$__range'],
  changes: ['$__range'],
};

function scopeRule(label: 'job' | 'instance'): Rule {
  return selectorRule(`target-${label}-rule`, ({ metric, matchers }) => {
    const scoped = matchers.some((matcher) => matcher.label === label && matcher.operator === '=~' && matcher.value === `$${label}`);
    return scoped || noTargetLabels(metric) ? undefined : `${metric} is not narrowed by ${label}=~"$${label}"`;
  });
}

/** A counter, by the catalogue or by its name, whatever labels are selected. */
function isCumulative({ metric }: Selector, world: World): boolean {
  const known = metricOf(metric, world);
  return known ? known.type !== 'gauge' : /_(total|bucket|count|sum)$/.test(metric);
}

/** Each parent with one of its own parts. */
function childrenOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'call') return expression.args;
  return expression.kind === 'binary' ? [expression.left, expression.right] : [];
}

function findRawCounter(part: Expression, world: World): Selector | undefined {
  if (part.kind === 'call' && (RANGE_FUNCTIONS.has(part.name) || part.name === 'absent')) return undefined;
  return childrenOf(part).find((child): child is Selector => child.kind === 'selector' && isCumulative(child, world));
}

const LOG_SELECTOR = /\{([^{}]+)\}/;
const STREAM_LABELS: ReadonlySet<string> = new Set(Object.keys(labelPolicy().labels));

function describeStreams(expr: string): string | undefined {
  const [, selector] = LOG_SELECTOR.exec(expr) ?? [];
  if (selector === undefined) return undefined;
  const labels = [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label);
  const other = labels.find((label) => !STREAM_LABELS.has(label));
  if (other !== undefined) return `${other} is no label of streams: it is read from the line`;
  return /\bjob=~?"mining-click-/.test(selector) ? undefined : 'it looks through the lines of every job, other programs included';
}

export const TARGET_RULES: readonly Rule[] = [
  targetRule('target-promql-rule', ({ expr, datasource }) => {
    if (datasource?.type === 'loki') return undefined;
    const parsed = tryParse(expr);
    return parsed instanceof Error ? parsed.message : undefined;
  }),
  targetRule('target-logql-rule', ({ expr, datasource }) => {
    return datasource?.type !== 'loki' || LOG_SELECTOR.test(expr) ? undefined : 'a log query begins with labels in braces';
  }),
  targetRule('target-logql-auto-rule', ({ expr, datasource }) => {
    return datasource?.type === 'loki' && /\[(?!\$__auto\])/.test(expr) ? 'the range of a log query is [$__auto]' : undefined;
  }),
  targetRule('log-stream-labels', (query) => (isLogQuery(query) ? describeStreams(query.expr) : undefined)),
  expressionRule('target-rate-interval-rule', (part) => {
    if (part.kind !== 'call') return undefined;
    const chosen = CHOSEN_RANGES[part.name];
    const [selector] = part.args;
    if (chosen === undefined || selector?.kind !== 'selector' || chosen.includes(selector.range ?? '')) return undefined;
    return `${part.name} over ${selector.range} instead of ${chosen.join(' or ')}`;
  }),
  scopeRule('job'),
  scopeRule('instance'),
  expressionRule('target-counter-agg-rule', (part, world, whole) => {
    const raw = part === whole && part.kind === 'selector' && isCumulative(part, world) ? part : findRawCounter(part, world);
    return raw && `${raw.metric} is a counter without rate or increase`;
  }),
];
