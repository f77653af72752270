import { CLICK_ENDPOINT } from '../../src/telemetry/label-values.js';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import type { RecordingRule, RuleGroup } from '../alerts/alert.js';
import { atLeast, buckets, counter, divide, divideEach, matching, plus, positive, quantile, rate, recorded, sum } from '../promql/promql.js';
import type { Vector } from '../promql/promql.js';
import type { Matcher } from '../promql/selectors.js';

type SeriesOf<L extends string> = (matchers?: { readonly [Label in L]?: Matcher<string> }) => Vector<L, 'sum'>;

const { clickRequests, clickRefusals, workerProcessed, workerFailed, httpRequestDuration, redisLatency, transactionDuration } = METRICS;

const requests = sum(rate(counter(clickRequests), '5m'));
const processed = sum(rate(counter(workerProcessed), '5m'));
const failed = sum(rate(counter(workerFailed), '5m'));

/** Without observations a quantile is NaN, which would spoil every later average: the comparison drops it. */
const withoutNaN = <L extends string>(of: Vector<L>): Vector<L> => atLeast(of, 0);

/** One set of series that recording rules write: the rules, and how to select what they wrote. */
function record<L extends string>(name: string, expr: Vector<L>): { readonly rules: readonly RecordingRule[]; readonly series: SeriesOf<L> } {
  return { rules: [{ record: name, expr }], series: (matchers) => recorded<L>(name, matchers) };
}

const STATUS_CLASSES = { '2xx': '2..', '4xx': '4..', '5xx': '5..' };

/** A storm of fast refusals lowers the quantile of all answers: each class has its own. */
function recordClickLatency() {
  const name = 'status_class:http_request_duration_seconds:p95_rate5m';
  const rules = Object.entries(STATUS_CLASSES).map(([statusClass, statuses]) => {
    const clicks = { endpoint: CLICK_ENDPOINT, method: 'POST', status: matching(statuses) } as const;
    const expr = withoutNaN(quantile(0.95, sum(rate(buckets(httpRequestDuration, clicks), '5m'), 'le')));
    return { record: name, expr, labels: { status_class: statusClass } };
  });
  const series: SeriesOf<'status_class'> = (matchers) => recorded<'status_class'>(name, matchers);
  return { rules, series };
}

/** What alerts and panels share. The first part of a name is the labels that are kept; `pipeline` is everything in one. */
export const RECORDED = {
  requestsByStatus: record('status:mining_click_requests:rate5m', sum(rate(counter(clickRequests), '5m'), 'status')),
  failuresByCode: record('error_code:mining_worker_failed:rate5m', sum(rate(counter(workerFailed), '5m'), 'error_code')),
  /** Share of all decisions on clicks; no value without clicks. */
  refusedShareByReason: record(
    'reason:mining_click_refusals_per_request:ratio_rate5m',
    divideEach(sum(rate(counter(clickRefusals), '5m'), 'reason'), positive(requests)),
  ),
  /** The specification's success rate, without its NaN: no value when nothing is processed. */
  successRatio: record(
    'pipeline:mining_worker_processed_per_attempt:ratio_rate5m',
    divide(processed, positive(plus(processed, failed))),
  ),
  clickLatencyByClass: recordClickLatency(),
  redisLatency: record(
    'pipeline:redis_latency_ms:p95_rate5m',
    withoutNaN(quantile(0.95, sum(rate(buckets(redisLatency), '5m'), 'le'))),
  ),
  ledgerLatency: record(
    'phase:mining_ledger_transaction_duration_seconds:p95_rate5m',
    withoutNaN(quantile(0.95, sum(rate(buckets(transactionDuration), '5m'), 'le', 'phase'))),
  ),
} as const;

export const RECORDING_GROUP: RuleGroup = {
  name: 'mining-click-recording',
  rules: Object.values(RECORDED).flatMap(({ rules }) => rules),
};
