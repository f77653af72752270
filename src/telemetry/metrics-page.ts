import { METRICS } from './metric-catalogue.js';
import { OPEN, type MetricDefinition } from './metric-definition.js';

const HEAD = `# Metrics

Made from \`src/telemetry/metric-catalogue.ts\`; a test compares the two. API and worker serve their metrics on
\`/api/metrics\`, in Prometheus' text format or, where the scraper prefers it, as OpenMetrics.

- Series with known label values exist as 0 from the start: their first event is seen by \`rate()\`.
- Gauges of the queue are read from Redis when they are asked for. Every process shows the same truth: combine them with
  \`max\`, never \`sum\`. After a read that failed they have no sample, and \`mining_metrics_collect_errors_total\` says so.
- Beside these, each process serves prom-client's own metrics of process and runtime (\`process_*\`, \`nodejs_*\`).
  \`nodejs_eventloop_lag_{min,max,mean,p50,p90,p99}_seconds\` include the 50 ms between two samples: subtract them. They
  start anew at every scrape, so a second scraper takes readings from the first.
`;

/** The text of `docs/metrics.md`. */
export function renderMetricsPage(): string {
  return [HEAD, ...Object.values(METRICS).map(renderMetric)].join('\n');
}

function renderMetric({ name, type, unit, help, labels, buckets, aggregate, processes }: MetricDefinition): string {
  const labelLines = Object.entries(labels).map(([label, values]) => {
    return `- \`${label}\`: ${values === OPEN ? 'no fixed list; what the code can set bounds it' : values.map((value) => `\`${value}\``).join(', ')}`;
  });
  const bucketLines = buckets ? [`- buckets: ${buckets.join(', ')}`] : [];
  const facts = `${type} of ${unit}, on ${processes.join(' and ')}; combine processes with \`${aggregate}\``;
  return [`## ${name}`, '', help, '', `- ${facts}`, ...labelLines, ...bucketLines, ''].join('\n');
}
