import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { PROCESS_METRICS } from '../../src/telemetry/process-metrics.js';
import { JOBS, THRESHOLDS } from '../config.js';
import { above, below, gauge, max, min, minus, or, time } from '../promql/promql.js';
import { linesOf, troubleOf } from '../log-queries/log-query.js';
import type { RuleGroup } from './alert.js';

const difference = gauge(METRICS.conservationDifference);
const checkedAt = max(gauge(METRICS.conservationCheckedAt));
/** Workers that never compared are late since the oldest of them started. */
const startedAt = min(gauge(PROCESS_METRICS.startTime, { job: JOBS.worker }));

export const CONSERVATION_ALERT_GROUP: RuleGroup = {
  name: 'mining-click-conservation',
  rules: [
    {
      name: 'MiningConservationBroken',
      // Each sign by itself, since one worker's surplus must not hide the other's loss, and the sign says what happened.
      expr: or(above(max(difference), 0), below(min(difference), 0)),
      for: '1m',
      severity: 'critical',
      summary: 'Accepted clicks and ledger do not agree',
      description: 'Accepted clicks minus clicks in the ledger, over minutes of which nothing is in flight: {{ $value | printf "%.0f" }}. Above 0, clicks were lost, or their rows removed; below 0, clicks were doubled, or Redis lost its counts. It must be 0.',
      dashboard: 'stores',
      logs: { ...linesOf('worker'), contains: 'accepted clicks and rows of the ledger', since: '2h' },
    },
    {
      name: 'MiningConservationUnchecked',
      expr: above(minus(time, or(checkedAt, startedAt)), THRESHOLDS.conservationAgeSeconds),
      for: '1m',
      severity: 'warning',
      summary: 'Accepted clicks and ledger are not compared',
      description: 'The last comparison of accepted clicks with the ledger is {{ $value | humanizeDuration }} old. A lost or doubled click would go unnoticed.',
      dashboard: 'stores',
      logs: troubleOf(linesOf('worker')),
    },
  ],
};
