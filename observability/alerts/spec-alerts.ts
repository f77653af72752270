import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { DEPTH } from '../config.js';
import { above, counter, divide, gauge, rate, sum } from '../promql/promql.js';
import { equals, fromLabel, is, linesOf } from '../log-queries/log-query.js';
import type { RuleGroup } from './alert.js';

const { queueDepth, workerFailed, clickRequests } = METRICS;
const throttled = sum(rate(counter(clickRequests, { status: '429' }), '5m'));
const requests = sum(rate(counter(clickRequests), '5m'));

/** The specification's three alerts, word for word; `../literal-guard.test.ts` compares them. */
export const SPEC_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-specification',
  rules: [
    {
      name: 'MiningQueueBackpressure',
      expr: above(gauge(queueDepth), DEPTH.alerted),
      for: '2m',
      severity: 'warning',
      summary: 'Mining queue depth high',
      description: 'Queue depth {{ $value }} exceeds safe threshold. Workers may be overloaded.',
      dashboard: 'overview',
      logs: linesOf('worker'),
    },
    {
      name: 'MiningWorkerFailures',
      // One series for each error code and worker: MiningWorkerFailuresTotal looks at their sum.
      expr: above(rate(counter(workerFailed), '5m'), 5),
      for: '3m',
      severity: 'critical',
      summary: 'Mining worker failures detected',
      description: 'Workers failing at >5 per second. Investigate logs and DB connectivity.',
      dashboard: 'overview',
      logs: linesOf('worker', is('errorCode', fromLabel('error_code'))),
    },
    {
      name: 'MiningApi429Spike',
      expr: above(divide(throttled, requests), 0.05),
      for: '5m',
      severity: 'warning',
      summary: '429 rate elevated',
      description: 'More than 5% of mining click requests are throttled.',
      dashboard: 'overview',
      logs: linesOf('api', equals('status', 429)),
    },
  ],
};
