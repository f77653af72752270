import { CLICK_ENDPOINT } from '../../../src/telemetry/label-values.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { buckets, counter, countOf, divide, gauge, matching, max, min, minus, oneOf, positive, quantile, rate, sum, time } from '../../promql/promql.js';
import { RANGE, SCOPE } from './scope.js';

const { clickRequests, clickRefusals, tokenRejections, httpRequestDuration, workerProcessed, conservationDifference, conservationCheckedAt, durabilityDegraded, buildInfo } =
  METRICS;

const posted = { endpoint: CLICK_ENDPOINT, method: 'POST', ...SCOPE } as const;
const answered = (status: ReturnType<typeof matching>) =>
  quantile(0.95, sum(rate(buckets(httpRequestDuration, { ...posted, status }), RANGE), 'le'));

const decisions = sum(rate(counter(clickRequests, SCOPE), RANGE));
const throttled = sum(rate(counter(clickRefusals, { reason: oneOf('global-limit', 'user-limit', 'ip-limit'), ...SCOPE }), RANGE));

/** What becomes of clicks, from the answer to the ledger. */
export const CLICKS = {
  acceptedLatency: answered(matching('200|202')),
  refusedLatency: answered(matching('4..')),
  errorLatency: answered(matching('5..')),
  refusalsByReason: sum(rate(counter(clickRefusals, SCOPE), RANGE), 'reason'),
  tokenRejectionsByReason: sum(rate(counter(tokenRejections, SCOPE), RANGE), 'reason'),
  throttledShare: divide(throttled, positive(decisions)),
  accepted: sum(rate(counter(clickRequests, { status: '202', ...SCOPE }), RANGE)),
  replayed: sum(rate(counter(clickRequests, { status: '200', ...SCOPE }), RANGE)),
  processed: sum(rate(counter(workerProcessed, SCOPE), RANGE)),
  answeredByEndpoint: sum(rate(countOf(httpRequestDuration, SCOPE), RANGE), 'endpoint'),
  mostMissing: max(gauge(conservationDifference, SCOPE)),
  mostDoubled: min(gauge(conservationDifference, SCOPE)),
  conservationAge: minus(time, max(gauge(conservationCheckedAt, SCOPE))),
  durabilityDegraded: max(gauge(durabilityDegraded, SCOPE)),
  versions: max(gauge(buildInfo, SCOPE), 'job', 'instance', 'version'),
} as const;
