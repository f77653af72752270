import { METRICS } from './metric-catalogue.js';
import { OPEN, type MetricDefinition, type ProcessName } from './metric-definition.js';

/** Lines of a histogram besides those of its buckets: `+Inf`, sum and count. */
const HISTOGRAM_EXTRAS = 3;

/** Most series that a process can come to expose of a metric, whatever it is sent. */
export function mostSeriesOf(definition: MetricDefinition, process: ProcessName): number {
  if (!definition.processes.includes(process)) return 0;
  const lines = definition.buckets ? definition.buckets.length + HISTOGRAM_EXTRAS : 1;
  return mostSetsOf(definition, process) * lines;
}

/** Most series that a process can come to expose, besides those of prom-client's own metrics. */
export function seriesBudgetOf(process: ProcessName): number {
  const definitions: readonly MetricDefinition[] = Object.values(METRICS);
  return definitions.reduce((sum, definition) => sum + mostSeriesOf(definition, process), 0);
}

function mostSetsOf({ name, labels, bound }: MetricDefinition, process: ProcessName): number {
  if (bound) return bound.mostSets(process);
  return Object.values(labels).reduce((product, values) => {
    if (values === OPEN) throw new Error(`${name} has an open label and no bound`);
    return product * values.length;
  }, 1);
}
