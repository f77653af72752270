import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { THRESHOLDS } from '../config.js';
import { above, and, counter, countOf, divideEach, equal, increase, oneOf, positive, rate, sum } from '../promql/promql.js';
import { RECORDED } from '../recording-rules/recording-rules.js';
import { between, equals, linesOf } from '../log-queries/log-query.js';
import type { RuleGroup } from './alert.js';

const { clickRequests, tokenRejections, httpRequestDuration } = METRICS;
const arrivedNow = sum(increase(counter(clickRequests), '5m'));
const arrivedBefore = sum(increase(counter(clickRequests), '1h', '5m'));
const asked = sum(rate(countOf(httpRequestDuration, { route: '/api/mining/*' }), '5m'));
const rejectedShare = divideEach(sum(rate(counter(tokenRejections), '5m'), 'reason'), positive(asked));
const refusedShare = RECORDED.refusedShareByReason.series;

export const TRAFFIC_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-traffic',
  rules: [
    {
      name: 'MiningRateLimitSpike',
      // Buckets only: a full queue, draining and Redis out of reach have alerts of their own.
      expr: above(refusedShare({ reason: oneOf('global-limit', 'user-limit', 'ip-limit') }), THRESHOLDS.refusedShare),
      for: '5m',
      severity: 'warning',
      summary: 'Clicks are refused by {{ $labels.reason }}',
      description: '{{ $value | humanizePercentage }} of all clicks are answered 429 because of {{ $labels.reason }}. They were not accepted; clients may send them again later.',
      dashboard: 'overview',
      logs: linesOf('api', equals('status', 429)),
    },
    {
      name: 'MiningTokensRejected',
      expr: above(rejectedShare, THRESHOLDS.tokenRejectedShare),
      for: '5m',
      severity: 'warning',
      summary: 'Requests are refused for their tokens: {{ $labels.reason }}',
      description: '{{ $value | humanizePercentage }} of the requests to /api/mining/* are refused because of their tokens ({{ $labels.reason }}). Their clicks were not accepted; clients need other tokens, or the API other keys.',
      dashboard: 'overview',
      logs: linesOf('api', between('status', { from: 401, to: 403 }, { from: 503, to: 503 })),
    },
    {
      name: 'MiningNoTraffic',
      expr: and(equal(arrivedNow, 0), above(arrivedBefore, 0)),
      for: '5m',
      severity: 'info',
      summary: 'No clicks arrive any more',
      description: 'Not one click reached the API for ten minutes, though some did in the hour before. Nobody may be playing, or clients cannot reach the API.',
      dashboard: 'overview',
      logs: { ...linesOf('api'), since: '2h' },
    },
  ],
};
