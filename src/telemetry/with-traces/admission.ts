import type { Admission, AdmissionResult } from '../../admission/admission.js';
import { errorCodeOf } from '../../click/codes.js';
import { QUEUE_NAME } from '../../redis/redis-keys.js';
import { SPANS } from '../span-catalogue.js';
import type { Tracing } from '../tracing.js';

/** Makes a span of each admission of a click whose trace is sampled: from the call, waiting for others included, to the result. */
export function withAdmissionTraces(admission: Admission, tracing: Tracing | undefined): Admission {
  if (!tracing) return admission;
  return {
    admit: (request) => {
      const { traceId, spanId: parent, clickId } = request.click;
      if (parent === undefined) return admission.admit(request);
      const startMs = tracing.now();
      return watch(admission.admit(request), (result, errorType) =>
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
            'mining.click.id': clickId,
            'mining.admission.result': result,
          },
          errorType,
        }),
      );
    },
    close: admission.close,
    open: admission.open,
  };
}

/** Makes a span of each foreign click whose trace is sampled: its trace begins here. */
export function withIntakeTraces(admission: Admission, tracing: Tracing | undefined): Admission {
  if (!tracing) return admission;
  return {
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
            'mining.admission.result': result,
          },
          errorType,
        }),
      );
    },
    close: admission.close,
    open: admission.open,
  };
}

/** Tells of the result beside the caller, not in its way. */
function watch(
  admitting: Promise<AdmissionResult>,
  onEnd: (result: string, errorType: string | undefined) => void,
): Promise<AdmissionResult> {
  admitting.then(
    ({ kind }) => onEnd(kind, kind === 'unavailable' ? 'QUEUE_UNAVAILABLE' : undefined),
    (fault: unknown) => onEnd('fault', errorCodeOf(fault)),
  );
  return admitting;
}
