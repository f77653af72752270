import { formatSelector, type BucketMatchers, type LabelOf, type Matcher, type Matchers, type Metric, type TargetLabel } from './selectors.js';

export { matching, noneOf, oneOf, present, variable } from './selectors.js';

/**
 * PromQL that the compiler checks: a metric or label that does not exist, the rate of a gauge, the sum of a gauge that
 * every process reads from the same place, a value that is not in a label's list or a bound that is no bucket do not
 * compile. What is built is printed exactly as written here, so that expressions can be compared as text.
 */
export type Vector<L extends string = string, A extends Aggregate = Aggregate> = {
  readonly text: string;
  /** How tightly it binds; operands that bind less tightly get parentheses. */
  readonly binding: number;
  /** Types only: the labels that it has, and how its processes may be combined. */
  readonly labels?: L;
  readonly aggregate?: A;
  /** Of what may rightly give nothing (a comparison, a set operator, `absent`): what it looks at, which must be there. */
  readonly looksAt?: readonly Vector[];
};
/** A counter or the parts of a histogram, which mean something only as a rate. */
export type Cumulative<L extends string = string, A extends Aggregate = Aggregate> = { readonly selector: string; readonly labels?: L; readonly aggregate?: A };
type Aggregate = 'sum' | 'max';
export type Scalar = number;

/** A number of seconds, minutes, hours or days, or Grafana's interval. */
export type Range = `${number}${'s' | 'm' | 'h' | 'd'}` | '$__rate_interval' | '$__range';

type CounterMetric = Metric & { readonly type: 'counter' };
type GaugeMetric = Metric & { readonly type: 'gauge' };
type HistogramMetric = Metric & { readonly type: 'histogram' };

const ATOM = 10;
const BINDING = { '*': 5, '/': 5, '+': 4, '-': 4, '==': 3, '>': 3, '<': 3, '>=': 3, '<=': 3, and: 2, unless: 2, or: 1 };
type Operator = keyof typeof BINDING;

const atom = <L extends string, A extends Aggregate>(text: string): Vector<L, A> => ({ text, binding: ATOM });
const select = (name: string, matchers: object = {}) => formatSelector(name, matchers as Record<string, string>);

// Selections

export function gauge<M extends GaugeMetric>(metric: M, matchers?: Matchers<M>): Vector<LabelOf<M>, M['aggregate']> {
  return atom(select(metric.name, matchers));
}
export function counter<M extends CounterMetric>(metric: M, matchers?: Matchers<M>): Cumulative<LabelOf<M>, M['aggregate']> {
  return { selector: select(metric.name, matchers) };
}
export function buckets<M extends HistogramMetric>(metric: M, matchers?: BucketMatchers<M>): Cumulative<LabelOf<M> | 'le', M['aggregate']> {
  return { selector: select(`${metric.name}_bucket`, matchers) };
}
export function countOf<M extends HistogramMetric>(metric: M, matchers?: Matchers<M>): Cumulative<LabelOf<M>, M['aggregate']> {
  return { selector: select(`${metric.name}_count`, matchers) };
}
export function sumOf<M extends HistogramMetric>(metric: M, matchers?: Matchers<M>): Cumulative<LabelOf<M>, M['aggregate']> {
  return { selector: select(`${metric.name}_sum`, matchers) };
}
/** A series that a recording rule writes. */
export function recorded<const L extends string = never>(name: string, matchers?: { readonly [Label in L]?: Matcher<string> }): Vector<L, 'sum'> {
  return atom(select(name, matchers));
}

// Functions over time

export const rate = overRange('rate');
export const increase = overRange('increase');

function overRange(name: string) {
  return <L extends string, A extends Aggregate>({ selector }: Cumulative<L, A>, range: Range, offset?: Range): Vector<L, A> =>
    atom(`${name}(${selector}[${range}]${offset === undefined ? '' : ` offset ${offset}`})`);
}

type OverTime = 'avg' | 'max' | 'min' | 'count' | 'last' | 'sum';
/** `max_over_time(gauge[5m])` and its like; of an expression by a subquery with the default step. */
export function overTime<L extends string, A extends Aggregate>(how: OverTime, of: Vector<L, A>, range: Range): Vector<L, A> {
  const selected = of.binding === ATOM && !of.text.endsWith(')') ? `${of.text}[${range}]` : `(${of.text})[${range}:]`;
  return atom(`${how}_over_time(${selected})`);
}
export function changes<L extends string, A extends Aggregate>({ text }: Vector<L, A>, range: Range): Vector<L, 'sum'> {
  return atom(`changes(${text}[${range}])`);
}

// Aggregations

/** Only of what each process counts for itself. */
export function sum<L extends string, const By extends readonly NoInfer<L>[] = []>(of: Vector<L, 'sum'>, ...by: By): Vector<By[number], 'sum'> {
  return aggregate('sum', of, by);
}
export function max<L extends string, A extends Aggregate, const By extends readonly NoInfer<L>[] = []>(of: Vector<L, A>, ...by: By): Vector<By[number], A> {
  return aggregate('max', of, by);
}
/**
 * What several processes read from the same place, once: `max` by all labels that matter but those of the processes. What
 * is left of labels tells parts apart, which may be added up.
 */
export function once<L extends string, const By extends readonly Exclude<NoInfer<L>, TargetLabel>[]>(of: Vector<L, 'max'>, ...by: By): Vector<By[number], 'sum'> {
  return aggregate('max', of, by);
}
export function min<L extends string, A extends Aggregate, const By extends readonly NoInfer<L>[] = []>(of: Vector<L, A>, ...by: By): Vector<By[number], A> {
  return aggregate('min', of, by);
}
export function count<L extends string, const By extends readonly NoInfer<L>[] = []>(of: Vector<L>, ...by: By): Vector<By[number], 'sum'> {
  return aggregate('count', of, by);
}
export function topK<L extends string, A extends Aggregate>(k: number, { text }: Vector<L, A>): Vector<L, A> {
  return atom(`topk(${k}, ${text})`);
}

function aggregate<L extends string, A extends Aggregate>(how: string, { text }: Vector, by: readonly string[]): Vector<L, A> {
  return atom(`${how}(${text})${by.length === 0 ? '' : ` by (${by.join(', ')})`}`);
}

type HasLe<L extends string> = 'le' extends L ? unknown : never;
/** The vector must still have its label `le`. */
export function quantile<L extends string>(q: number, of: Vector<L, 'sum'> & HasLe<L>): Vector<Exclude<L, 'le'>, 'max'> {
  return atom(`histogram_quantile(${q}, ${of.text})`);
}

// Operators

export const plus = between('+');
export const minus = between('-');
export const times = between('*');
export const divide = between('/');
export const above = between('>');
export const below = between('<');
export const atLeast = between('>=');
export const equal = between('==');
export const and = between('and');
export const or = between('or');
export const unless = between('unless');

/** What is left of a whole. */
export function oneMinus<L extends string, A extends Aggregate>({ text, binding }: Vector<L, A>): Vector<L, A> {
  return { text: `1 - ${binding > BINDING['-'] ? text : `(${text})`}`, binding: BINDING['-'] };
}

/** Each part divided by the one total; keeps the parts' labels. */
export function divideEach<L extends string, A extends Aggregate>(parts: Vector<L, A>, total: Vector<never>): Vector<L, A> {
  const totalText = total.binding > BINDING['/'] ? total.text : `(${total.text})`;
  return { text: `${parts.text} / on () group_left () ${totalText}`, binding: BINDING['/'] };
}

function between(operator: Operator) {
  return <L extends string, A extends Aggregate>(left: Vector<L, A>, right: Vector | Scalar): Vector<L, A> => {
    const binding = BINDING[operator];
    const rightText = typeof right === 'number' ? String(right) : right.binding > binding ? right.text : `(${right.text})`;
    const text = `${left.binding >= binding ? left.text : `(${left.text})`} ${operator} ${rightText}`;
    if (binding > BINDING['==']) return { text, binding };
    return { text, binding, looksAt: typeof right === 'number' ? [left] : [left, right] };
  };
}

/** The left vector while there is any series of the right one, whatever its labels. */
export function given<L extends string, A extends Aggregate>(left: Vector<L, A>, condition: Vector): Vector<L, A> {
  const binding = BINDING.and;
  const [leftText, conditionText] = [left.binding >= binding, condition.binding > binding].map((binds, index) => {
    const { text } = index === 0 ? left : condition;
    return binds ? text : `(${text})`;
  });
  return { text: `${leftText} and on () ${conditionText}`, binding, looksAt: [left, condition] };
}

/** Only what is above 0, to be divided by: no events give no value instead of NaN. */
export function positive<L extends string, A extends Aggregate>(of: Vector<L, A>): Vector<L, A> {
  return above(of, 0);
}

// The rest

/** 1 when there is no such series. */
export function absent(of: Vector | Cumulative): Vector<never, 'max'> {
  const inner = 'text' in of ? of : instant(of);
  return { ...atom<never, 'max'>(`absent(${inner.text})`), looksAt: [inner] };
}
/** The vector with a label more. */
export function withLabel<L extends string, A extends Aggregate, const N extends string>(of: Vector<L, A>, name: N, value: string): Vector<L | N, A> {
  const { text, looksAt } = of;
  const labelled = atom<L | N, A>(`label_replace(${text}, ${JSON.stringify(name)}, ${JSON.stringify(value)}, "", "")`);
  return looksAt === undefined ? labelled : { ...labelled, looksAt };
}
/** The left vector with labels of the right one, whose values are 1, where both agree in the labels `on`. */
export function withLabelsOf<L extends string, A extends Aggregate, R extends string, const Take extends R>(
  left: Vector<L, A>, right: Vector<R>, on: readonly (L & R)[], take: readonly Take[],
): Vector<L | Take, A> {
  return { text: `${left.text} * on (${on.join(', ')}) group_left (${take.join(', ')}) ${right.text}`, binding: BINDING['*'] };
}
export function abs<L extends string, A extends Aggregate>({ text }: Vector<L, A>): Vector<L, A> {
  return atom(`abs(${text})`);
}
export const time: Vector<never, 'max'> = atom('time()');
export function vector(value: Scalar): Vector<never, 'sum'> {
  return atom(`vector(${value})`);
}
/** What a counter is at now: only to ask whether it is there, or for a table. */
export function instant<L extends string, A extends Aggregate>({ selector }: Cumulative<L, A>): Vector<L, A> {
  return atom(selector);
}
