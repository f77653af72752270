import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import * as q from './promql.js';

describe('an expression', () => {
  it('is printed as the specification writes it', () => {
    const { clickRequests } = METRICS;
    const refused = q.sum(q.rate(q.counter(clickRequests, { status: '429' }), '5m'));
    const all = q.sum(q.rate(q.counter(clickRequests), '5m'));
    expect(q.above(q.divide(refused, all), 0.05).text).toBe(
      'sum(rate(mining_click_requests_total{status="429"}[5m])) / sum(rate(mining_click_requests_total[5m])) > 0.05',
    );
    expect(q.sum(q.rate(q.counter(clickRequests), '5m'), 'status').text).toBe(
      'sum(rate(mining_click_requests_total[5m])) by (status)',
    );
  });

  it('puts parentheses where an operand binds less tightly', () => {
    const depth = q.gauge(METRICS.queueDepth);
    const parts = q.divide(q.max(depth), q.plus(q.max(depth), q.max(depth)));
    expect(parts.text).toBe('max(mining_click_queue_depth) / (max(mining_click_queue_depth) + max(mining_click_queue_depth))');
  });

  it('takes from one what binds more tightly as it is', () => {
    const [a, b] = [q.recorded('a'), q.recorded('b')];
    expect(q.oneMinus(q.divide(a, b)).text).toBe('1 - a / b');
    expect(q.oneMinus(q.plus(a, b)).text).toBe('1 - (a + b)');
  });

  it('takes labels over from another vector', () => {
    const [depth, version] = [q.gauge(METRICS.queueDepth), q.gauge(METRICS.buildInfo)];
    expect(q.withLabelsOf(depth, version, ['job', 'instance'], ['version']).text).toBe(
      'mining_click_queue_depth * on (job, instance) group_left (version) mining_clicks_build_info',
    );
  });

  it('divides each part by the total', () => {
    const refusals = q.sum(q.rate(q.counter(METRICS.clickRefusals), '5m'), 'reason');
    const total = q.sum(q.rate(q.counter(METRICS.clickRequests), '5m'));
    expect(q.divideEach(refusals, q.positive(total)).text).toBe(
      'sum(rate(mining_click_refusals_total[5m])) by (reason) / on () group_left () (sum(rate(mining_click_requests_total[5m])) > 0)',
    );
  });
});

/** Never run: it is compiled, and each line below a comment must not be. */
export function rejectedByTheCompiler(): void {
  const { clickRequests, queueDepth, httpRequestDuration, workerFailed } = METRICS;
  // @ts-expect-error no such metric
  q.gauge(METRICS.queueDeepness);
  // @ts-expect-error the rate of a gauge
  q.rate(q.counter(queueDepth), '5m');
  // @ts-expect-error the rate of a gauge
  q.rate(q.gauge(queueDepth), '5m');
  // @ts-expect-error every process reads the same depth: their sum means nothing
  q.sum(q.gauge(queueDepth));
  // @ts-expect-error a status that is not in the list
  q.counter(clickRequests, { status: '4xx' });
  // @ts-expect-error one of several is not in the list
  q.counter(clickRequests, { status: q.oneOf('200', '4xx') });
  // @ts-expect-error an expression for a label whose values are all known
  q.counter(clickRequests, { status: q.matching('5..') });
  // @ts-expect-error no such label
  q.counter(clickRequests, { code: '200' });
  // @ts-expect-error no such label to group by
  q.sum(q.rate(q.counter(clickRequests), '5m'), 'statuss');
  // @ts-expect-error a label that an inner sum has left out
  q.sum(q.sum(q.rate(q.counter(workerFailed), '5m')), 'error_code');
  // @ts-expect-error no such bucket
  q.buckets(httpRequestDuration, { le: '0.3' });
  // @ts-expect-error a whole number, which Prometheus 3 writes as 1.0
  q.buckets(httpRequestDuration, { le: '1' });
  // @ts-expect-error le is gone
  q.quantile(0.95, q.sum(q.rate(q.buckets(httpRequestDuration), '5m')));
  // @ts-expect-error a label that the right side does not have
  q.withLabelsOf(q.gauge(queueDepth), q.gauge(METRICS.buildInfo), ['job'], ['error_code']);
  // @ts-expect-error a raw counter
  q.sum(q.counter(clickRequests));
  // @ts-expect-error a total that has labels is not one
  q.divideEach(q.rate(q.counter(clickRequests), '5m'), q.rate(q.counter(clickRequests), '5m'));
  // @ts-expect-error a range without a unit
  q.rate(q.counter(clickRequests), '5');
}
