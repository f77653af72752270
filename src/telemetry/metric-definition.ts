/** The processes that expose metrics. */
export type ProcessName = 'api' | 'worker' | 'exporter';

/** A label whose values are not known in advance; what may become a value is bounded by the code that sets it. */
export const OPEN = 'open';

type LabelValues = readonly string[] | typeof OPEN;
type LabelSet = Readonly<Record<string, string>>;

export type MetricDefinition = {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly unit: 'clicks' | 'clicks a second' | 'requests' | 'jobs' | 'seconds' | 'milliseconds' | 'reads' | 'lines' | 'spans' | 'letters' | 'queues' | 'workers' | 'share' | 'times' | 'yes or no';
  /** Each label with its values: a closed list, or `OPEN`. */
  readonly labels: Readonly<Record<string, LabelValues>>;
  /** Upper bounds; for histograms only. */
  readonly buckets?: readonly number[];
  /** How to combine the processes: each counts its own share (`sum`), or all read the same truth (`max`). */
  readonly aggregate: 'sum' | 'max';
  readonly processes: readonly ProcessName[];
  /**
   * The series that exist as 0 from the start. Counters and histograms without this have one for each combination of
   * their closed lists; gauges have none until they are set.
   */
  readonly zeroSeries?: (process: ProcessName) => readonly LabelSet[];
  /** For metrics with `OPEN` labels: most label sets that the code can set in a process, and why there are no more. */
  readonly bound?: { readonly mostSets: (process: ProcessName) => number; readonly why: string };
};

/** The label values that a metric takes, as its users must give them. */
export type LabelsOf<D extends MetricDefinition> = {
  readonly [K in keyof D['labels']]: D['labels'][K] extends readonly (infer Value)[] ? Value : string;
};

/** Checks the definitions and keeps their exact types. */
export function defineMetrics<const D extends Readonly<Record<string, MetricDefinition>>>(definitions: D): D {
  return definitions;
}

/** The label sets that a metric starts with in a process. */
export function zeroSeriesOf(definition: MetricDefinition, process: ProcessName): readonly LabelSet[] {
  if (definition.type === 'gauge') return [];
  if (definition.zeroSeries) return definition.zeroSeries(process);
  return combine(Object.entries(definition.labels));
}

function combine(labels: readonly (readonly [name: string, values: LabelValues])[]): readonly LabelSet[] {
  return labels.reduce<readonly LabelSet[]>((sets, [name, values]) => {
    if (values === OPEN) return [];
    return sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
  }, [{}]);
}
