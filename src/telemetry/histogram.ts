import type { Metric, Registry } from 'prom-client';
import type { MetricDefinition } from './metric-definition.js';

type LabelSet = Readonly<Record<string, string>>;

type Series = {
  readonly labels: LabelSet;
  /** Observations in each bucket alone; the last one is for what is above all bounds. */
  readonly counts: number[];
  sum: number;
  /** The latest example of each bucket, in the order of `counts`; made when the first comes. */
  examples: (Exemplar | undefined)[] | undefined;
};

/** An observation that names its trace; `at` is milliseconds since 1970. */
export type Exemplar = { traceId: string; value: number; at: number };

/** Series by the values of their labels, one level for each label. */
type Level = Map<string, Level | Series>;

export type Histogram = {
  /** @param traceId names the trace of this observation, if it is to be an example of its bucket */
  observe(value: number, labels: LabelSet, traceId?: string): void;
  /** Makes the series exist, without an observation. */
  zero(labels: LabelSet): void;
  /** The examples, one place for each sample line in their order. */
  exemplars(): readonly (Exemplar | undefined)[];
  /** Ends every series that has all of these labels. */
  forget(labels: LabelSet): void;
};

/**
 * A histogram that prom-client's registry writes. It keeps its series by itself, since prom-client makes one text of all
 * labels at each observation, which takes five times as long as the rest.
 */
export function registerHistogram({ name, help, labels, buckets = [] }: MetricDefinition, registry: Registry): Histogram {
  const labelNames = Object.keys(labels);
  let all: Series[] = [];
  let root: Level = new Map();

  function find(of: LabelSet): Series {
    let level = root;
    for (let depth = 0; depth < labelNames.length - 1; depth += 1) {
      const value = of[labelNames[depth] ?? ''] ?? '';
      const next = (level.get(value) as Level | undefined) ?? new Map<string, Level | Series>();
      level.set(value, next);
      level = next;
    }
    const last = of[labelNames.at(-1) ?? ''] ?? '';
    return (level.get(last) as Series | undefined) ?? open(level, last, of);
  }

  function open(level: Level, value: string, of: LabelSet): Series {
    const series = { labels: { ...of }, counts: new Array<number>(buckets.length + 1).fill(0), sum: 0, examples: undefined };
    level.set(value, series);
    all.push(series);
    return series;
  }

  const metric = { name, help, type: 'histogram' };
  const get = () => ({ ...metric, values: all.flatMap((series) => samplesOf(name, buckets, series)) });
  registry.registerMetric({ ...metric, get } as unknown as Metric);
  return {
    observe(value, of, traceId) {
      const series = find(of);
      const bucket = bucketOf(buckets, value);
      series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
      series.sum += value;
      if (traceId !== undefined) keepExample(series, bucket, traceId, value);
    },
    zero: (of) => void find(of),
    exemplars: () => all.flatMap(examplesOf),
    forget: (of) => {
      const rest = all.filter(({ labels: own }) => Object.entries(of).some(([label, value]) => own[label] !== value));
      all = [];
      root = new Map();
      for (const series of rest) Object.assign(find(series.labels), series);
    },
  };
}

/** Writes over the one that was there: nothing is allocated but for the first of a bucket. */
function keepExample(series: Series, bucket: number, traceId: string, value: number): void {
  const examples = (series.examples ??= new Array<Exemplar | undefined>(series.counts.length).fill(undefined));
  const example = examples[bucket];
  if (!example) {
    examples[bucket] = { traceId, value, at: Date.now() };
    return;
  }
  example.traceId = traceId;
  example.value = value;
  example.at = Date.now();
}

/** Sum and count have none. */
function examplesOf({ counts, examples }: Series): (Exemplar | undefined)[] {
  return [...(examples ?? new Array<undefined>(counts.length).fill(undefined)), undefined, undefined];
}

function bucketOf(bounds: readonly number[], value: number): number {
  let index = 0;
  while (index < bounds.length && value > (bounds[index] ?? Infinity)) index += 1;
  return index;
}

/** As prom-client's registry takes them: cumulative buckets, sum and count. */
function samplesOf(name: string, bounds: readonly number[], { labels, counts, sum }: Series) {
  let count = 0;
  const cumulative = counts.map((own, index) => {
    count += own;
    return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? '+Inf' }, sharedLabels: labels, value: count };
  });
  return [
    ...cumulative,
    { metricName: `${name}_sum`, labels: {}, sharedLabels: labels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels: labels, value: count },
  ];
}
