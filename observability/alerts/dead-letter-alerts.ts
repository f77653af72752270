import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { THRESHOLDS } from '../config.js';
import { isThere, linesOf } from '../log-queries/log-query.js';
import { above, gauge, max, min, overTime } from '../promql/promql.js';
import type { RuleGroup } from './alert.js';

const { deadLetters, deadLettersOldestAge } = METRICS;
const open = gauge(deadLetters);

export const DEAD_LETTER_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-dead-letters',
  rules: [
    {
      name: 'MiningDeadLetters',
      // Above the lowest number that any worker saw in the last 15 minutes: a letter that came is noticed although others
      // were replayed, and although the worker that wrote it is gone; letters that only lie there are not new.
      expr: above(max(open, 'error_code'), min(overTime('min', open, '15m'), 'error_code')),
      for: '1m',
      severity: 'warning',
      summary: 'Clicks have failed: {{ $labels.error_code }}',
      description: 'Dead letters of {{ $labels.error_code }} came in the last 15 minutes; {{ $value | printf "%.0f" }} are open now. These clicks were accepted and are not credited, and nothing tries them again by itself.',
      dashboard: 'queueAndWorkers',
      logs: linesOf('worker', isThere('errorCode')),
    },
    {
      name: 'MiningDeadLettersOld',
      expr: above(max(gauge(deadLettersOldestAge)), THRESHOLDS.deadLetterAgeSeconds),
      for: '1m',
      severity: 'warning',
      summary: 'A dead letter waits for days',
      description: 'The oldest open dead letter of a click first failed {{ $value | humanizeDuration }} ago. Its click was accepted and is not credited.',
      dashboard: 'queueAndWorkers',
      logs: linesOf('worker', isThere('errorCode')),
    },
  ],
};
