import { EXPORTER_METRICS } from '../exporter/exporter-catalogue.js';
import { METRICS } from './metric-catalogue.js';
import { OPEN, type MetricDefinition, type ProcessName } from './metric-definition.js';
import { mostSeriesOf, seriesBudgetOf } from './series-budget.js';

const HEAD = `# Metrics

Made from \`src/telemetry/metric-catalogue.ts\`; a test compares the two. API and worker serve their metrics on
\`/api/metrics\`, in Prometheus' text format or, where the scraper prefers it, as OpenMetrics.

- Series with known label values exist as 0 from the start: their first event is seen by \`rate()\`.
- Gauges of the queue are read from Redis when they are asked for. Every process shows the same truth: combine them with
  \`max\`, never \`sum\`. After a read that failed they have no sample, and \`mining_metrics_collect_errors_total\` says so.
- \`mining_dependency_up\` is asked for at the same time; a store that does not answer within half a second is down. It
  never fails a page.
- As OpenMetrics, \`http_request_duration_seconds\` and \`mining_click_credit_duration_seconds\` show the latest example of each
  bucket by its \`trace_id\`: [traces.md](traces.md).
- Beside these, each process serves prom-client's own metrics of process and runtime (\`process_*\`, \`nodejs_*\`).
  \`nodejs_eventloop_lag_{min,max,mean,p50,p90,p99}_seconds\` include the 50 ms between two samples: subtract them. They
  start anew at every scrape, so a second scraper takes readings from the first.
`;

const BUDGET_HEAD = `## Most series of a process

What a process can come to expose, whatever it is sent: for each metric the product of its label values, times the lines
of a histogram. A test floods both processes with what clients and queue can make up, and counts the series. To these come
about 60 of prom-client, which depend on Node and not on the traffic.
`;

const EXPORTER_HEAD = `## Metrics of the exporter

What \`mining-clicks exporter\` serves on \`/api/metrics\` and \`/metrics\`; made from
\`src/exporter/exporter-catalogue.ts\`. [exporter.md](exporter.md) says what they mean for which queue. Every exporter of a
queue reads the same from Redis: of several, take the \`max\`. The most series are those with 200 queues and 50 failure
codes; with the standard codes a queue has about 90.
`;

/** The text of `docs/metrics.md`. */
export function renderMetricsPage(): string {
  const ofExporter: readonly MetricDefinition[] = Object.values(EXPORTER_METRICS);
  return [
    HEAD,
    ...Object.values(METRICS).map(renderMetric),
    renderBudget(Object.values(METRICS)),
    EXPORTER_HEAD,
    ...renderExporterTable(ofExporter),
  ].join('\n');
}

function renderExporterTable(definitions: readonly MetricDefinition[]): readonly string[] {
  const rows = definitions.map(({ name, type, unit, labels, aggregate, help, ...rest }) => {
    const labelNames = Object.keys(labels).map((label) => `\`${label}\``).join(', ');
    const most = mostSeriesOf({ name, type, unit, labels, aggregate, help, ...rest }, 'exporter');
    return [`\`${name}\``, type, unit, labelNames || 'none', `\`${aggregate}\``, most, help];
  });
  const table = [['Metric', 'Type', 'Unit', 'Labels', 'Combine with', 'Most series', 'Meaning'], ['---', '---', '---', '---', '---', '---:', '---'], ...rows];
  const values = definitions.flatMap(({ name, labels }) =>
    Object.entries(labels).flatMap(([label, of]) => (of === OPEN ? [] : [`- \`${label}\` of \`${name}\`: ${of.map((value) => `\`${value}\``).join(', ')}`])),
  );
  return [...table.map((cells) => `| ${cells.join(' | ')} |`), '', ...values, ''];
}

const PROCESSES: readonly ProcessName[] = ['api', 'worker'];

function renderBudget(definitions: readonly MetricDefinition[]): string {
  const rows = definitions.map((definition) => [`\`${definition.name}\``, ...PROCESSES.map((process) => mostSeriesOf(definition, process))]);
  const sum = ['together', ...PROCESSES.map(seriesBudgetOf)];
  const table = [['Metric', ...PROCESSES], ['---', ...PROCESSES.map(() => '---:')], ...rows, sum];
  return [BUDGET_HEAD, ...table.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
}

function renderMetric({ name, type, unit, help, labels, bound, buckets, aggregate, processes }: MetricDefinition): string {
  const labelLines = Object.entries(labels).map(([label, values]) => {
    return `- \`${label}\`: ${values === OPEN ? 'no fixed list' : values.map((value) => `\`${value}\``).join(', ')}`;
  });
  const boundLines = bound ? [`- bounded: ${bound.why}`] : [];
  const bucketLines = buckets ? [`- buckets: ${buckets.join(', ')}`] : [];
  const facts = `${type} of ${unit}, on ${processes.join(' and ')}; combine processes with \`${aggregate}\``;
  return [`## ${name}`, '', help, '', `- ${facts}`, ...labelLines, ...boundLines, ...bucketLines, ''].join('\n');
}
