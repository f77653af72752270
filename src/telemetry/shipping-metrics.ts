import { SINKS, SPAN_DROP_REASONS } from './label-values.js';
import { defineMetrics } from './metric-definition.js';

/** Of log lines and spans on their way to receivers; part of the catalogue. */
export const SHIPPING_METRICS = defineMetrics({
  logLinesShipped: {
    name: 'mining_log_lines_shipped_total',
    type: 'counter',
    help: 'Log lines that a receiver took.',
    unit: 'lines',
    labels: { sink: SINKS },
    aggregate: 'sum',
    processes: ['api', 'worker'],
  },
  logLinesDropped: {
    name: 'mining_log_lines_dropped_total',
    type: 'counter',
    help: 'Log lines that will never reach a receiver: it refused them, or they had to make room for newer ones. Log files and standard output have them.',
    unit: 'lines',
    labels: { sink: SINKS },
    aggregate: 'sum',
    processes: ['api', 'worker'],
  },
  logLinesWaiting: {
    name: 'mining_log_lines_waiting',
    type: 'gauge',
    help: 'Log lines that wait for a receiver; 0 for one that is not set.',
    unit: 'lines',
    labels: { sink: SINKS },
    aggregate: 'sum',
    processes: ['api', 'worker'],
  },
  traceSpansSent: {
    name: 'mining_trace_spans_sent_total',
    type: 'counter',
    help: 'Spans that the receiver of traces took; 0 where none is set.',
    unit: 'spans',
    labels: {},
    aggregate: 'sum',
    processes: ['api', 'worker'],
  },
  traceSpansDropped: {
    name: 'mining_trace_spans_dropped_total',
    type: 'counter',
    help: 'Spans that will never reach the receiver of traces: too many waited ("full"), or it did not take them ("failed").',
    unit: 'spans',
    labels: { reason: SPAN_DROP_REASONS },
    aggregate: 'sum',
    processes: ['api', 'worker'],
  },
});
