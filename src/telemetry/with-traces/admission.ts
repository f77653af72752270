import type { Admission, AdmissionResult } from '../../admission/admission.js';
import type { Click } from '../../click/click.js';
import { errorCodeOf } from '../../click/codes.js';
import { QUEUE_NAME } from '../../redis/redis-keys.js';
import { SPANS } from '../span-catalogue.js';
import type { SpanAttributes, Tracing } from '../tracing.js';

/**
 * Makes a span of each admission of a click whose trace is sampled: from the call, waiting for others included, to the
 * result. Clicks that came together share one: they are in one trace, and it does not tell their results.
 */
export function withAdmissionTraces(admission: Admission, tracing: Tracing | undefined): Admission {
  if (!tracing) return admission;
  return {
    admit: (request) => {
      const { spanId, clickId } = request.click;
      if (spanId === undefined) return admission.admit(request);
      const end = beginAdmission(tracing, request.click, spanId);
      return watch(admission.admit(request), (result, errorType) =>
        end({ 'mining.click.id': clickId, 'mining.admission.result': result?.kind ?? 'fault' }, errorType ?? faultOf(result)),
      );
    },
    admitAll: (requests) => {
      const [first] = requests;
      if (first?.click.spanId === undefined) return admission.admitAll(requests);
      const end = beginAdmission(tracing, first.click, first.click.spanId);
      return watch(admission.admitAll(requests), (results, errorType) =>
        end({ 'db.operation.batch.size': requests.length }, errorType ?? faultOf(results?.find(faultOf))),
      );
    },
    close: admission.close,
    open: admission.open,
  };
}

/** Begins the span of an admission, below that of its request; the function that it gives ends it. */
function beginAdmission(tracing: Tracing, { traceId }: Click, parent: string) {
  const startMs = tracing.now();
  return (attributes: SpanAttributes, errorType: string | undefined): void =>
    tracing.record({
      traceId,
      spanId: tracing.newSpanId(),
      parent: { spanId: parent, isRemote: false },
      name: SPANS.admission.name,
      kind: 'client',
      startMs,
      endMs: tracing.now(),
      attributes: {
        'db.system.name': 'redis',
        'db.operation.name': 'EVALSHA',
        'db.stored_procedure.name': 'admitClicks',
        ...attributes,
      },
      errorType,
    });
}

/** Makes a span of each foreign click whose trace is sampled: its trace begins here. */
export function withIntakeTraces(admission: Admission, tracing: Tracing | undefined): Admission {
  if (!tracing) return admission;
  return {
    ...admission,
    admit: (request) => {
      const { traceId, clickId } = request.click;
      if (!tracing.isSampled(traceId)) return admission.admit(request);
      const startMs = tracing.now();
      const spanId = tracing.newSpanId();
      const admitting = admission.admit({ ...request, click: { ...request.click, spanId } });
      return watch(admitting, (result, errorType) =>
        tracing.record({
          traceId,
          spanId,
          name: SPANS.receive.name,
          kind: 'consumer',
          startMs,
          endMs: tracing.now(),
          attributes: {
            'messaging.system': 'bullmq',
            'messaging.destination.name': QUEUE_NAME,
            'messaging.operation.name': 'receive',
            'messaging.operation.type': 'receive',
            'mining.click.id': clickId,
            'mining.admission.result': result?.kind ?? 'fault',
          },
          errorType: errorType ?? faultOf(result),
        }),
      );
    },
  };
}

function faultOf(result: AdmissionResult | undefined): string | undefined {
  return result?.kind === 'unavailable' ? 'QUEUE_UNAVAILABLE' : undefined;
}

/** Tells of the result, or of the code of the fault, beside the caller, not in its way. */
function watch<Result>(
  admitting: Promise<Result>,
  onEnd: (result: Result | undefined, errorType: string | undefined) => void,
): Promise<Result> {
  admitting.then(
    (result) => onEnd(result, undefined),
    (fault: unknown) => onEnd(undefined, errorCodeOf(fault)),
  );
  return admitting;
}
