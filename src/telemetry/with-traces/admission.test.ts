import { describe, expect, it } from 'vitest';
import { makeRequest } from '../../../test/support/clicks.js';
import { createSpanRecorder, summarize } from '../../../test/support/recorded-spans.js';
import type { Admission, AdmissionRequest, AdmissionResult } from '../../admission/admission.js';
import { withAdmissionTraces, withIntakeTraces } from './admission.js';

const SPAN = '00f067aa0ba902b7';
const ACCEPTED = { kind: 'accepted', userFullInMicros: 0, depth: 1 } as const;

/** An admission with one answer, and the requests that it got. */
function answering(result: AdmissionResult | Error) {
  const requests: AdmissionRequest[] = [];
  const admission: Admission = {
    admit: (request) => {
      requests.push(request);
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
    },
    admitAll: (all) => Promise.all(all.map((request) => admission.admit(request))),
    close: () => undefined,
    open: () => undefined,
  };
  return { admission, requests };
}

const sampled = (): AdmissionRequest => {
  const request = makeRequest();
  return { ...request, click: { ...request.click, spanId: SPAN } };
};

describe('the span of an admission', () => {
  it.each([
    [ACCEPTED, 'accepted', 'EVALSHA admitClicks'],
    [{ kind: 'full', retryAfterMs: 1000, depth: 1 }, 'full', 'EVALSHA admitClicks'],
    [{ kind: 'unavailable', outcome: 'unknown' }, 'unavailable', 'EVALSHA admitClicks: QUEUE_UNAVAILABLE'],
  ] as const)('tells of %o', async (result, kind, line) => {
    const { tracing, spans } = createSpanRecorder();
    const request = sampled();
    expect(await withAdmissionTraces(answering(result).admission, tracing).admit(request)).toBe(result);
    expect(summarize(spans)).toEqual([line]);
    expect(spans).toMatchObject([{ traceId: request.click.traceId, parent: { spanId: SPAN, isRemote: false } }]);
    expect(spans[0]?.attributes).toMatchObject({ 'db.system.name': 'redis', 'mining.admission.result': kind, 'mining.click.id': request.click.clickId });
  });

  it('tells of a fault, which goes on to the caller', async () => {
    const { tracing, spans } = createSpanRecorder();
    const fault = new Error('nobody foresaw this');
    await expect(withAdmissionTraces(answering(fault).admission, tracing).admit(sampled())).rejects.toBe(fault);
    expect(summarize(spans)).toEqual(['EVALSHA admitClicks: INTERNAL']);
  });

  it.each([
    [ACCEPTED, 'EVALSHA admitClicks'],
    [{ kind: 'unavailable', outcome: 'not-accepted' }, 'EVALSHA admitClicks: QUEUE_UNAVAILABLE'],
    [new Error('nobody foresaw this'), 'EVALSHA admitClicks: INTERNAL'],
  ] as const)('is one for the clicks of a request, of which %o', async (result, line) => {
    const { tracing, spans } = createSpanRecorder();
    const requests = [sampled(), sampled(), sampled()];
    const admitting = withAdmissionTraces(answering(result).admission, tracing).admitAll(requests);
    await (result instanceof Error ? expect(admitting).rejects.toBe(result) : expect(admitting).resolves.toEqual([result, result, result]));
    expect(summarize(spans)).toEqual([line]);
    expect(spans).toMatchObject([{ traceId: requests[0]?.click.traceId, parent: { spanId: SPAN }, attributes: { 'db.operation.batch.size': 3 } }]);
  });

  it('is not there for a click whose trace is not sampled, nor without a receiver', async () => {
    const { tracing, spans } = createSpanRecorder();
    const { admission } = answering(ACCEPTED);
    await withAdmissionTraces(admission, tracing).admit(makeRequest());
    await withAdmissionTraces(admission, tracing).admitAll([makeRequest()]);
    expect(spans).toEqual([]);
    expect(withAdmissionTraces(admission, undefined)).toBe(admission);
    expect(withIntakeTraces(admission, undefined)).toBe(admission);
  });
});

describe('the span of a foreign click', () => {
  it('begins its trace, and goes with the click', async () => {
    const { tracing, spans } = createSpanRecorder();
    const { admission, requests } = answering(ACCEPTED);
    const request = makeRequest();
    await withIntakeTraces(admission, tracing).admit(request);
    expect(spans).toMatchObject([{ name: 'receive mining-clicks', kind: 'consumer', traceId: request.click.traceId }]);
    expect(spans[0]?.parent).toBeUndefined();
    expect(requests).toMatchObject([{ click: { ...request.click, spanId: spans[0]?.spanId } }]);
  });

  it('is not there when its trace is not sampled', async () => {
    const { tracing, spans } = createSpanRecorder(0);
    const { admission, requests } = answering(ACCEPTED);
    const request = makeRequest();
    await withIntakeTraces(admission, tracing).admit(request);
    expect(spans).toEqual([]);
    expect(requests).toEqual([request]);
  });
});
