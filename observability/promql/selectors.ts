import type { MetricDefinition } from '../../src/telemetry/metric-definition.js';

/** What the builder needs to know of a metric; ours and those of others alike. */
export type Metric = Pick<MetricDefinition, 'name' | 'type' | 'labels' | 'buckets' | 'aggregate'>;

/** Prometheus adds these to every series that it scrapes. */
export type TargetLabel = 'job' | 'instance';

export type LabelOf<M extends Metric> = (keyof M['labels'] & string) | TargetLabel;

/** One of a label's values: as the catalogue's closed list has it, any text where the list is open. */
type ValueOf<M extends Metric, L> = L extends keyof M['labels']
  ? M['labels'][L] extends readonly (infer Value)[]
    ? Value
    : string
  : string;

/** A bound of the metric's buckets. No whole numbers: Prometheus 3 writes `1` as `1.0`, and `le="1"` would find nothing. */
type Bound<M extends Metric> = M['buckets'] extends readonly (infer N extends number)[] ? Extract<`${N}`, `${string}.${string}`> | '+Inf' : never;

/** How a label is compared: equal to a value, or `oneOf`, `noneOf`, `variable`. */
export type Matcher<Value> = Value | Comparison<Value>;
type Comparison<Value> = { readonly operator: '=' | '!=' | '=~' | '!~'; readonly text: string; readonly values?: readonly Value[] };

export type Matchers<M extends Metric> = { readonly [L in LabelOf<M>]?: Matcher<ValueOf<M, L>> };
export type BucketMatchers<M extends Metric> = Matchers<M> & { readonly le?: Bound<M> };

/** A regular expression for any of the values, which are plain text. */
export function oneOf<const Value extends string>(...values: readonly Value[]): Comparison<Value> {
  return { operator: '=~', text: values.map(escapeRegExp).join('|'), values };
}

/** A regular expression for all but the values, which are plain text. */
export function noneOf<const Value extends string>(...values: readonly Value[]): Comparison<Value> {
  return { operator: '!~', text: values.map(escapeRegExp).join('|'), values };
}

/** Any value, but not none: only series that have the label. */
export const present: Comparison<never> = { operator: '!=', text: '' };

/** A dashboard's variable, of which several values may be chosen. */
export function variable(name: string): Comparison<never> {
  return { operator: '=~', text: `$${name}` };
}

/** A regular expression as it stands, for labels without a closed list. */
export function matching(expression: string): Comparison<string> {
  return { operator: '=~', text: expression };
}

/** `name{label="value",...}`, in the order given. */
export function formatSelector(name: string, matchers: Readonly<Record<string, string | Comparison<string> | undefined>>): string {
  const parts = Object.entries(matchers).flatMap(([label, matcher]) => {
    if (matcher === undefined) return [];
    const { operator, text } = typeof matcher === 'string' ? { operator: '=', text: matcher } : matcher;
    return [`${label}${operator}${JSON.stringify(text)}`];
  });
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
