import { AGGREGATIONS, partsOf, type Call, type Expression } from './parse-promql.js';
import { expressionRule, metricOf, targetRule, tryParse, type Rule } from './rule.js';

const RATES = new Set(['rate', 'irate', 'increase']);
const isCall = (part: Expression, names: ReadonlySet<string>): part is Call => part.kind === 'call' && names.has(part.name);

/** They take their vector as the second argument, and keep its labels. */
const SECOND_ARGUMENT = new Set(['histogram_quantile', 'topk', 'bottomk']);

/** What an expression leaves of labels; undefined where that is not told by the expression alone. */
function labelsLeft(whole: Expression | undefined): readonly string[] | undefined {
  if (whole?.kind === 'binary') return labelsLeft(whole.left) ?? labelsLeft(whole.right);
  if (whole?.kind !== 'call') return undefined;
  if (!SECOND_ARGUMENT.has(whole.name)) return labelsOfAggregation(whole);
  const labels = labelsLeft(whole.args[1]);
  return whole.name === 'histogram_quantile' ? labels?.filter((label) => label !== 'le') : labels;
}

function labelsOfAggregation({ name, grouping }: Call): readonly string[] | undefined {
  if (!AGGREGATIONS.has(name) || grouping?.how === 'without') return undefined;
  return grouping?.labels ?? [];
}

const labelsInLegend = (legend: string) => [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label]) => label ?? '');

export const PROMQL_RULES: readonly Rule[] = [
  expressionRule('unsummed-ratio', (part) => {
    if (part.kind !== 'binary' || part.operator !== '/') return undefined;
    const bare = [part.left, part.right].some((side) => isCall(side, RATES));
    return bare ? 'a rate is divided series by series: series with other labels drop out, sum both sides first' : undefined;
  }),
  expressionRule('unsummed-rate', (part, _world, whole) => {
    return part === whole && isCall(part, RATES) ? 'a rate of each series: sum it by what the panel tells apart' : undefined;
  }),
  expressionRule('quantile-needs-le', (part) => {
    if (part.kind !== 'call' || part.name !== 'histogram_quantile') return undefined;
    const labels = labelsLeft(part.args[1]);
    return labels?.includes('le') === false ? 'histogram_quantile needs the label le' : undefined;
  }),
  expressionRule('sum-of-same-truth', (part, world) => {
    if (part.kind !== 'call' || part.name !== 'sum') return undefined;
    const gauge = part.args.flatMap((argument) => (argument.kind === 'selector' ? [argument.metric] : [])).find((metric) => {
      const known = metricOf(metric, world);
      return known?.type === 'gauge' && known.aggregate === 'max';
    });
    return gauge && `every process shows the same ${gauge}: take max, not sum`;
  }),
  expressionRule('known-metric', (part, world) => {
    if (part.kind !== 'selector' || world.recorded.has(part.metric) || metricOf(part.metric, world)) return undefined;
    return `nobody exposes or records ${part.metric}`;
  }),
  targetRule('legend-labels', ({ expr, legendFormat = '' }) => {
    const whole = tryParse(expr);
    const left = whole instanceof Error ? undefined : labelsLeft(whole);
    const missing = left && labelsInLegend(legendFormat).find((label) => !left.includes(label));
    return missing && `the legend names ${missing}, which the query leaves out`;
  }),
  targetRule('division-by-nothing', ({ expr }) => {
    const whole = tryParse(expr);
    if (whole instanceof Error) return undefined;
    const divisors = partsOf(whole).flatMap((part) => (part.kind === 'binary' && part.operator === '/' ? [part.right] : []));
    return divisors.some(mayBeZero) ? 'it divides by a rate that may be 0: divide by (... > 0)' : undefined;
  }),
];

function mayBeZero(divisor: Expression): boolean {
  if (divisor.kind === 'binary' && divisor.operator === '>') return false;
  return partsOf(divisor).some((part) => isCall(part, RATES));
}
