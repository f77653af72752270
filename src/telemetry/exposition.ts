import type { Exemplar } from './histogram.js';

/** The two formats in which metrics are exposed. */
export const TEXT_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
export const OPENMETRICS_CONTENT_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

const TEXT_MEDIA_TYPE = 'text/plain';
const OPENMETRICS_MEDIA_TYPE = 'application/openmetrics-text';

/** The label by which Prometheus and Grafana look for the trace of an example. */
const TRACE_LABEL = 'trace_id';

/** The examples of a metric's sample lines, in their order. */
export type ExemplarsOf = ReadonlyMap<string, () => readonly (Exemplar | undefined)[]>;

export type Exposition = { readonly contentType: string; readonly body: string };

/**
 * Joins metrics, each in Prometheus' text format, into one page in the format that the scraper prefers.
 *
 * OpenMetrics is made from the text, because prom-client renames its counters for good when it writes that format: the
 * next page in the text format would lack `_total`.
 *
 * @param accept the scraper's Accept header
 * @param exemplarsOf by the metric's name; only OpenMetrics has a place for them
 */
export function toExposition(metrics: readonly string[], accept?: string, exemplarsOf: ExemplarsOf = new Map()): Exposition {
  if (qualityOf(OPENMETRICS_MEDIA_TYPE, accept) > qualityOf(TEXT_MEDIA_TYPE, accept)) {
    const texts = metrics.map((metric) => toOpenMetrics(metric, exemplarsOf));
    return { contentType: OPENMETRICS_CONTENT_TYPE, body: `${texts.join('\n')}\n# EOF\n` };
  }
  return { contentType: TEXT_CONTENT_TYPE, body: `${metrics.join('\n')}\n` };
}

/** The highest weight that an Accept header gives to a media type by name; 0 when it does not name it. */
function qualityOf(mediaType: string, accept = ''): number {
  const weights = accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    if (name !== mediaType) return 0;
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    return Number.isNaN(weight) ? 0 : weight;
  });
  return Math.max(0, ...weights);
}

/** A counter's family has no `_total` (its samples have), a quote in a help text is escaped, and NaN has one spelling. */
function toOpenMetrics(metric: string, exemplarsOf: ExemplarsOf): string {
  const [help = '', type = '', ...samples] = metric.split('\n');
  const heading = [help.replaceAll('"', '\\"'), type];
  const isCounter = type.endsWith(' counter');
  const family = isCounter ? heading.map((line) => line.replace(/^(# \w+ \S+)_total /, '$1 ')) : heading;
  const exemplars = exemplarsOf.get(type.split(' ')[2] ?? '')?.() ?? [];
  const lines = samples.map((sample, index) => sample.replace(/ Nan$/, ' NaN') + writeExemplar(exemplars[index]));
  return [...family, ...lines].join('\n');
}

function writeExemplar(exemplar: Exemplar | undefined): string {
  if (!exemplar) return '';
  const { traceId, value, at } = exemplar;
  return ` # {${TRACE_LABEL}="${traceId}"} ${value} ${at / 1000}`;
}
