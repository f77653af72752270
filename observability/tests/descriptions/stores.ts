import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import type { DEPENDENCIES } from '../../../src/telemetry/label-values.js';
import { JOBS } from '../../config.js';
import type { AlertTest } from '../alert-test.js';
import { boundaryCases, firingOf, oneProcess, type Boundary } from '../boundary-cases.js';
import { observes, shows } from '../series.js';

const { admissionClosed, dependencyUp, durabilityDegraded, redisLatency, redisMemoryRatio, transactionDuration } = METRICS;
const every = 15;
const yesOrNo = { below: 'It is 1 or 0.' };
const jobOf = ({ job = '' }: Readonly<Record<string, string>>) => ({ job });

type Store = (typeof DEPENDENCIES)[number];
/** Unreachable is what is measured; the other store always is, which must not matter. */
function unreachable(dependency: Store, other: Store): Boundary {
  return {
    silentAt: 0, firesAt: 1, for: '30s', together: 'max', value: () => 0,
    behaviors: (away) => [shows(dependencyUp, 1 - away, { dependency }), shows(dependencyUp, 0, { dependency: other })],
    labels: (target) => ({ ...jobOf(target), dependency }),
  };
}

function testUnreachable(alert: string, boundary: Boundary): AlertTest {
  const hold = (job: string, measured: number) => oneProcess({ ...boundary, job }, [{ seconds: 300, measured }]);
  return {
    alert, severity: 'critical', cases: boundaryCases(boundary, yesOrNo),
    special: [
      { name: 'only the workers', every, series: [...hold(JOBS.api, 0), ...hold(JOBS.worker, 1)], checks: [{ at: 300, firing: [firingOf({ ...boundary, job: JOBS.worker }, 1)] }] },
      { name: 'API and workers', every, series: [...hold(JOBS.api, 1), ...hold(JOBS.worker, 1)], checks: [{ at: 300, firing: [firingOf(boundary, 1), firingOf({ ...boundary, job: JOBS.worker }, 1)] }] },
    ],
  };
}

/** Where between two bounds the quantile 0.95 lies, when all but a share of the observations are at the lower one. */
const quantile = (lower: number, upper: number) => (share: number) => lower + ((upper - lower) * (share - 0.05)) / share;
/** A little above 5 % moves the quantile a little above the bound. */
const slowShare = { silentAt: 0.05, firesAt: 0.0501, for: '5m', window: '5m', together: 'mean' } as const;
const perSecond = 10_000;

const redisSlow: Boundary = {
  ...slowShare,
  behaviors: (share) => observes(redisLatency, [{ at: 100, perSecond: perSecond * (1 - share) }, { at: 250, perSecond: perSecond * share }], { command: 'evalsha' }),
  value: quantile(100, 250),
};
const ledgerSlow: Boundary = {
  ...slowShare,
  job: JOBS.worker,
  behaviors: (share) => [
    ...observes(transactionDuration, [{ at: 0.5, perSecond: perSecond * (1 - share) }, { at: 1.5, perSecond: perSecond * share }], { phase: 'all' }),
    ...observes(transactionDuration, [{ at: 7.5, perSecond }], { phase: 'commit' }),
  ],
  value: quantile(0.5, 1.5),
  labels: () => ({ phase: 'all' }),
};

/** Closed for want of memory is another matter, which must not count. */
const forgot: Boundary = {
  silentAt: 0, firesAt: 1, for: '30s', together: 'max', labels: jobOf,
  behaviors: (closed) => [shows(admissionClosed, closed, { reason: 'redis-forgot' }), shows(admissionClosed, 1, { reason: 'memory-guard' })],
};
const forgotByWorkers = { ...forgot, job: JOBS.worker };

const memoryHigh: Boundary = { silentAt: 0.65, firesAt: 0.651, for: '2m', together: 'max', behaviors: (ratio) => [shows(redisMemoryRatio, ratio)] };

const degraded: Boundary = { silentAt: 0, firesAt: 1, for: '1m', together: 'max', behaviors: (level) => [shows(durabilityDegraded, level)], labels: jobOf };
const degradedWorkers = { ...degraded, job: JOBS.worker };

export const STORE_ALERT_TESTS: readonly AlertTest[] = [
  testUnreachable('MiningRedisUnavailable', unreachable('redis', 'mongodb')),
  testUnreachable('MiningLedgerUnavailable', unreachable('mongodb', 'redis')),
  {
    alert: 'MiningRedisForgot',
    severity: 'critical',
    cases: boundaryCases(forgot, yesOrNo),
    special: [
      {
        name: 'API and workers', every,
        series: [forgot, forgotByWorkers].flatMap((boundary) => oneProcess(boundary, [{ seconds: 300, measured: 1 }])),
        checks: [{ at: 300, firing: [firingOf(forgot, 1), firingOf(forgotByWorkers, 1)] }],
      },
    ],
  },
  { alert: 'MiningRedisSlow', severity: 'warning', cases: boundaryCases(redisSlow) },
  { alert: 'MiningLedgerSlow', severity: 'warning', cases: boundaryCases(ledgerSlow) },
  { alert: 'MiningRedisMemoryHigh', severity: 'warning', cases: boundaryCases(memoryHigh) },
  {
    alert: 'MiningDurabilityDegraded',
    severity: 'warning',
    cases: boundaryCases(degraded, yesOrNo),
    special: [
      {
        name: 'API and workers', every,
        series: [degraded, degradedWorkers].flatMap((boundary) => oneProcess(boundary, [{ seconds: 300, measured: 1 }])),
        checks: [{ at: 300, firing: [firingOf(degraded, 1), firingOf(degradedWorkers, 1)] }],
      },
    ],
  },
];
