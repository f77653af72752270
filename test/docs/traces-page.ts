import { SPAN_ATTRIBUTES, SPANS } from '../../src/telemetry/span-catalogue.js';

const HEAD = `# Traces

Made from \`src/telemetry/span-catalogue.ts\`; a test compares the two.

## The trace id

Every request has a W3C trace id: that of its \`traceparent\` header, or a new one. It is in the request's log line
(\`traceId\`), goes with the click through Redis, is in the worker's line (\`traceIds\`) and in the click's document in the
ledger (\`traceId\`). That costs nothing to switch on: it always is.

Prometheus has it too. Where OpenMetrics is asked for, as Prometheus does, each bucket of \`http_request_duration_seconds\` shows
its latest request as an exemplar, with the label \`trace_id\`, and each bucket of \`mining_click_credit_duration_seconds\` its
latest click. So the way from a slow bucket to the click is:

\`\`\`
curl -sG "$PROMETHEUS/api/v1/query_exemplars" -d "start=$(($(date +%s) - 300))" -d "end=$(date +%s)" \\
  --data-urlencode 'query=http_request_duration_seconds_bucket{endpoint="/api/mining/click"}'
grep -h 4bf92f3577b34da6a3ce929d0e0e4736 var/logs/*.ndjson
\`\`\`

## Send traces

Set the address of a receiver of OTLP over HTTP (OpenTelemetry Collector, Tempo, Jaeger, ...) for API and worker:

\`\`\`
OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 npm start
\`\`\`

- Without an address nothing of OpenTelemetry is loaded.
- A trace that its sender records (\`traceparent\` ends in \`01\`) is recorded, one that it does not (\`00\`) is not. Of the others
  the share \`MINING_TRACES_SAMPLE_RATIO\` is recorded, 0.1 by default, chosen by the trace id: every process chooses alike. A
  client can have all its requests recorded; where clients are not to be trusted with that, remove \`traceparent\` in front of
  the API.
- While traces are sent, exemplars are those of recorded traces only, so that each leads to a trace.
- Spans are sent as JSON. The SDK reads \`OTEL_EXPORTER_OTLP_HEADERS\`, \`_TIMEOUT\`, \`_COMPRESSION\`, \`_CERTIFICATE\` (and those for
  \`TRACES\` alone) and \`OTEL_RESOURCE_ATTRIBUTES\` by itself. \`service.name\` is always Prometheus' \`job\`.
- A receiver that is slow or away is nobody's problem but its own: 2,048 spans wait in a process, what comes on top is
  dropped and counted (\`mining_trace_spans_dropped_total\`), and a process that stops gives the rest half a second.
- Spans name clicks and batches by their ids, never users, keys or addresses.
- \`tracestate\` is not passed on, and answers have no header about traces: a client that wants to know the trace sends a
  \`traceparent\`.
- A click carries 17 bytes more in Redis when its trace is recorded, and none when it is not. A worker from before that
  credits such clicks, but writes the 17 bytes into the ledger's \`traceId\`: upgrade workers before you set an address.

## Traces of a click and of a batch

\`\`\`
trace of the click                            trace of the batch
POST /api/mining/click    (API)               process mining-clicks    (worker)
├─ EVALSHA admitClicks    (API)        links ⇄ └─ transaction           (worker)
├─ wait mining-clicks     (worker)
└─ credit mining-clicks   (worker)
\`\`\`

A batch holds up to 100 clicks and a transaction several batches, so these cannot be part of one click's trace. Batches
without a recorded click have no trace. A worker that takes a batch once more adds its spans once more. Times are those of
each process' own clock, and of Redis' for the acceptance.
`;

/** The text of `docs/traces.md`. */
export function renderTracesPage(): string {
  const spans = Object.values(SPANS).map(({ name, process, place, meaning }) => `| \`${name}\` | ${process} | ${place} | ${meaning} |`);
  const attributes = Object.entries(SPAN_ATTRIBUTES).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  const spanTable = ['## Spans', '', '| Name | Process | Place | Meaning |', '|---|---|---|---|', ...spans, ''];
  const attributeTable = ['## Attributes', '', '| Name | Meaning |', '|---|---|', ...attributes, ''];
  return [HEAD, ...spanTable, ...attributeTable].join('\n');
}
