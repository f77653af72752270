import type { Admission, AdmissionRequest, AdmissionResult } from '../../admission/admission.js';
import { errorCodeOf } from '../../click/codes.js';
import { QUEUE_NAME } from '../../redis/redis-keys.js';
import type { FinishedSpan, Tracing } from '../tracing.js';

/** Makes a span of each admission of a click whose trace is sampled: from the call, waiting for others included, to the result. */
export function withAdmissionTraces(admission: Admission, tracing: Tracing | undefined): Admission {
  if (!tracing) return admission;
  return {
    admit: (request) => {
      const { traceId, spanId } = request.click;
      if (spanId === undefined) return admission.admit(request);
      const own = { traceId, spanId: tracing.newSpanId(), parent: { spanId, isRemote: false } };
      return watch(admission, request, tracing, { ...own, name: 'EVALSHA admitClicks', kind: 'client', attributes: SCRIPT });
    },
    close: admission.close,
  };
}

/** Makes a span of each foreign click whose trace is sampled: its trace begins here. */
export function withIntakeTraces(admission: Admission, tracing: Tracing | undefined): Admission {
  if (!tracing) return admission;
  return {
    admit: (request) => {
      const { traceId } = request.click;
      if (!tracing.isSampled(traceId)) return admission.admit(request);
      const own = { traceId, spanId: tracing.newSpanId() };
      const click = { ...request.click, spanId: own.spanId };
      return watch(admission, { ...request, click }, tracing, { ...own, name: `receive ${QUEUE_NAME}`, kind: 'consumer', attributes: JOB });
    },
    close: admission.close,
  };
}

type Beginning = Omit<FinishedSpan, 'startMs' | 'endMs'>;

const SCRIPT = { 'db.system.name': 'redis', 'db.operation.name': 'EVALSHA', 'db.stored_procedure.name': 'admitClicks' };
const JOB = {
  'messaging.system': 'bullmq',
  'messaging.destination.name': QUEUE_NAME,
  'messaging.operation.name': 'receive',
  'messaging.operation.type': 'receive',
};

function watch(admission: Admission, request: AdmissionRequest, tracing: Tracing, span: Beginning): Promise<AdmissionResult> {
  const startMs = tracing.now();
  const end = (result: string, errorType: string | undefined): void => {
    const attributes = { ...span.attributes, 'mining.click.id': request.click.clickId, 'mining.admission.result': result };
    tracing.record({ ...span, startMs, endMs: tracing.now(), attributes, errorType });
  };
  const admitting = admission.admit(request);
  admitting.then(
    ({ kind }) => end(kind, kind === 'unavailable' ? 'QUEUE_UNAVAILABLE' : undefined),
    (fault: unknown) => end('fault', errorCodeOf(fault)),
  );
  return admitting;
}
