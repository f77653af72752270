import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { toExposition, type ExemplarsOf, type Exposition } from './exposition.js';
import { registerHistogram, type Histogram } from './histogram.js';
import type { CollectSource } from './label-values.js';
import { METRICS } from './metric-catalogue.js';
import { zeroSeriesOf, type LabelsOf, type MetricDefinition, type ProcessName } from './metric-definition.js';

type LabelArguments<D extends MetricDefinition> = keyof D['labels'] extends never ? [] : [labels: LabelsOf<D>];

export type CounterHandle<D extends MetricDefinition> = {
  add(by: number, ...labels: LabelArguments<D>): void;
  /** For totals that somebody else counts, which fall when they begin anew. `undefined`: no sample. */
  show(total: number | undefined, ...labels: LabelArguments<D>): void;
};
export type GaugeHandle<D extends MetricDefinition> = {
  /** `undefined`: no sample, for what is not known. */
  set(value: number | undefined, ...labels: LabelArguments<D>): void;
};
export type HistogramHandle<D extends MetricDefinition> = {
  /** A trace id makes the observation the latest example of its bucket. */
  observe(value: number, ...rest: [...LabelArguments<D>, ...ExampleArguments<D>]): void;
  /** Ends every series that has all of these labels. */
  forget(labels: Partial<LabelsOf<D>>): void;
};
type ExampleArguments<D extends MetricDefinition> = keyof D['labels'] extends never
  ? [] | [labels: Record<string, never>, traceId: string | undefined]
  : [traceId?: string | undefined];

type HandleOf<D extends MetricDefinition> = D['type'] extends 'counter'
  ? CounterHandle<D>
  : D['type'] extends 'gauge'
    ? GaugeHandle<D>
    : HistogramHandle<D>;

type Catalogue = Readonly<Record<string, MetricDefinition>> & {
  readonly collectErrors: Pick<typeof METRICS.collectErrors, 'labels'>;
};

type KeysOf<C extends Catalogue, P extends ProcessName> = {
  [K in keyof C]: P extends C[K]['processes'][number] ? K : never;
}[keyof C];

/** The metrics of one process, ready to be set, and their page. */
export type Metrics<P extends ProcessName> = MetricsOf<typeof METRICS, P>;

/** The same of any catalogue. */
export type MetricsOf<C extends Catalogue, P extends ProcessName> = {
  readonly [K in KeysOf<C, P>]: HandleOf<C[K]>;
} & {
  /** Adds a read to be done before each page. One that rejects is counted, and never fails the page. */
  beforeScrape(source: CollectSource, read: () => Promise<void>): void;
  /** The page, in the format that the Accept header prefers. Never rejects. */
  render(accept?: string): Promise<Exposition>;
};

/**
 * Milliseconds between two samples of the event loop's delay. Node's own 10 ms costs an idle process 0.4 % of a core.
 * `nodejs_eventloop_lag_{mean,p50,...}_seconds` include this time.
 */
const EVENT_LOOP_SAMPLE_MS = 50;

/**
 * Gauges of prom-client that nobody here asks for: a series for each type of handle that Node happens to have open, and
 * their sums, which are named as counters are.
 */
const LEFT_OUT = ['resources', 'handles', 'requests'].flatMap((what) => [`nodejs_active_${what}`, `nodejs_active_${what}_total`]);

/** Registers every metric of a process, those with known labels at 0, in a registry of its own. */
export function createMetrics<P extends ProcessName>(process: P): Metrics<P> {
  return createMetricsOf(METRICS, process);
}

/** As `createMetrics`, of any catalogue. */
export function createMetricsOf<C extends Catalogue, P extends ProcessName>(catalogue: C, process: P): MetricsOf<C, P> {
  const registry = new Registry();
  const handles: Record<string, unknown> = {};
  const exemplarsOf = new Map<string, Histogram['exemplars']>();
  for (const [key, definition] of Object.entries<MetricDefinition>(catalogue)) {
    if (definition.processes.includes(process)) handles[key] = createHandle(definition, process, registry, exemplarsOf);
  }
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS });
  for (const name of LEFT_OUT) registry.removeSingleMetric(name);
  const errors = handles['collectErrors'] as HandleOf<typeof METRICS.collectErrors>;
  return { ...handles, ...createPage(registry, exemplarsOf, (source) => errors.add(1, { source })) } as unknown as MetricsOf<C, P>;
}

function createPage(registry: Registry, exemplarsOf: ExemplarsOf, countError: (source: CollectSource) => void) {
  const reads: (() => Promise<void>)[] = [];
  let current: Promise<readonly string[]> | undefined;

  async function renderMetrics(): Promise<readonly string[]> {
    await Promise.all(reads.map((read) => read()));
    const names = registry.getMetricsAsArray().map((metric) => metric.name);
    const texts = names.map((name) => registry.getSingleMetricAsString(name).catch(() => countError('process')));
    return (await Promise.all(texts)).filter((text) => typeof text === 'string');
  }

  return {
    beforeScrape: (source: CollectSource, read: () => Promise<void>) => {
      reads.push(() => read().catch(() => countError(source)));
    },
    // Scrapes at the same time share one page: a read that fails for one must not empty the gauges of the other.
    render: async (accept?: string) => {
      current ??= renderMetrics().finally(() => (current = undefined));
      return toExposition(await current, accept, exemplarsOf);
    },
  };
}

function createHandle(
  definition: MetricDefinition,
  process: ProcessName,
  registry: Registry,
  exemplarsOf: Map<string, Histogram['exemplars']>,
): unknown {
  const { name, help, labels, type } = definition;
  const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  const zeroSeries = zeroSeriesOf(definition, process);
  if (type === 'gauge') return createGauge(new Gauge(options));
  if (type === 'counter') return createCounter(new Counter(options), zeroSeries);
  const histogram = registerHistogram(definition, registry);
  for (const series of zeroSeries) histogram.zero(series);
  exemplarsOf.set(name, histogram.exemplars);
  return {
    observe: (value: number, series = {}, traceId?: string) => histogram.observe(value, series, traceId),
    forget: histogram.forget,
  };
}

function createCounter(counter: Counter, zeroSeries: readonly Readonly<Record<string, string>>[]) {
  for (const series of zeroSeries) counter.inc(series, 0);
  return {
    add: (by: number, series = {}) => counter.inc(series, by),
    show: (total: number | undefined, series = {}) => {
      counter.remove(series);
      if (total !== undefined) counter.inc(series, total);
    },
  };
}

/** prom-client starts a gauge without labels at 0, which would be a claim. */
function createGauge(gauge: Gauge) {
  gauge.remove({});
  return {
    set: (value: number | undefined, series = {}) => (value === undefined ? gauge.remove(series) : gauge.set(series, value)),
  };
}
