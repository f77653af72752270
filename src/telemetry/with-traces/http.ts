import type { FastifyRequest } from 'fastify';
import type { RequestLogContext } from '../../http/request-context.js';
import { parseTraceparent } from '../../http/trace-id.js';
import { POLLED } from '../label-values.js';
import type { Tracing } from '../tracing.js';

/** Makes a span of each request whose trace is sampled. */
export type RequestTraces = {
  /** Decides on a request that just came, after `clickLog` was set; gives it the span id that its click takes along. */
  begin(request: FastifyRequest): void;
  /** Tells that it was answered, now. */
  end(request: FastifyRequest, status: number, durationMs: number): void;
};

/** A trace that the sender records is recorded here too, one that it does not is not; the others by the ratio. */
export function createRequestTraces(tracing: Tracing): RequestTraces {
  /** The sender's span of those requests that have one. */
  const parents = new WeakMap<RequestLogContext, string>();
  return {
    begin: ({ clickLog, headers, routeOptions }) => {
      if (POLLED.has(routeOptions.url ?? '')) return;
      const parent = parseTraceparent(headers.traceparent);
      if (!(parent ? parent.isSampled : tracing.isSampled(clickLog.traceId))) return;
      clickLog.spanId = tracing.newSpanId();
      if (parent) parents.set(clickLog, parent.spanId);
    },
    end: (request, status, durationMs) => {
      const { clickLog } = request;
      if (clickLog.spanId === undefined) return;
      const endMs = tracing.now();
      const parent = parents.get(clickLog);
      tracing.record({
        traceId: clickLog.traceId,
        spanId: clickLog.spanId,
        parent: parent === undefined ? undefined : { spanId: parent, isRemote: true },
        name: nameOf(request),
        kind: 'server',
        startMs: endMs - durationMs,
        endMs,
        attributes: describe(request, status),
        errorType: status >= 500 ? String(status) : undefined,
      });
    },
  };
}

function nameOf({ method, routeOptions }: FastifyRequest): string {
  return routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`;
}

/** By OpenTelemetry's conventions for HTTP servers; what is ours begins with `mining.`. */
function describe({ clickLog, method, protocol, routeOptions, url }: FastifyRequest, status: number) {
  const [path = ''] = url.split('?', 1);
  return {
    'http.request.method': method,
    'http.route': routeOptions.url,
    'http.response.status_code': status,
    'url.path': path,
    'url.scheme': protocol,
    'mining.click.id': clickLog.clickId,
    'mining.queue.depth': clickLog.queueDepth,
  };
}
