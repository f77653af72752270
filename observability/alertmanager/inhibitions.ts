import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import type { MetricDefinition } from '../../src/telemetry/metric-definition.js';
import { NEVER_ABSENT } from '../alerts/meta-alerts.js';
import { JOBS, MONITORING_JOBS } from '../config.js';

/** While the cause fires, the symptoms with equal labels are not sent; they are still shown. */
export type Inhibition = {
  readonly why: string;
  readonly causes: readonly string[];
  /** Further labels of the cause. */
  readonly causeLabels?: Readonly<Record<string, string>>;
  readonly symptoms: readonly string[];
  /** Values that labels of the symptom may have, if not any. */
  readonly symptomLabels?: Readonly<Record<string, readonly string[]>>;
  readonly equal?: readonly string[];
};

const OBJECTIVES = ['Acceptance', 'Latency', 'Processing', 'Freshness'] as const;
const FAST_BURNS = OBJECTIVES.map((objective) => `Mining${objective}FastBurn`);
const SLOW_BURNS = OBJECTIVES.map((objective) => `Mining${objective}SlowBurn`);
const burnsOf = (objective: (typeof OBJECTIVES)[number]) => [`Mining${objective}FastBurn`, `Mining${objective}SlowBurn`];
const FAILURES = ['MiningWorkerFailures', 'MiningWorkerFailuresTotal'];
const FULL_QUEUE = ['MiningQueueBackpressure', 'MiningQueueDepthHigh'];

/** What may be missing because a process of this kind is down; a missing target (`up`) is never silenced. */
const metricsOf = (process: keyof typeof JOBS) =>
  (NEVER_ABSENT as readonly MetricDefinition[]).filter(({ processes }) => processes.includes(process)).map(({ name }) => name);

/** Without Redis these have no samples. */
const READ_FROM_REDIS = [METRICS.queueDepth.name, METRICS.queueJobs.name, METRICS.workerLag.name, METRICS.redisMemoryRatio.name];

/**
 * A cause is at least as severe as what it silences, so that nobody is left asleep by a warning. No symptom silences
 * Watchdog, MiningTargetDown or MiningMetricsAbsent: they say that the other alerts cannot be relied on. A target that is
 * down silences only what is said of this one process and what is missing with it: it may be down for good, and must not
 * hide a real outage.
 */
export const INHIBITIONS: readonly Inhibition[] = [
  {
    why: 'An API without Redis accepts nothing.',
    causes: ['MiningRedisUnavailable'],
    causeLabels: { job: JOBS.api },
    symptoms: [...burnsOf('Acceptance'), ...burnsOf('Latency')],
  },
  {
    why: 'Workers without Redis finish and compare nothing.',
    causes: ['MiningRedisUnavailable'],
    causeLabels: { job: JOBS.worker },
    symptoms: ['MiningWorkerStalled', 'MiningWorkerFetchRestarted', ...FAILURES, ...burnsOf('Processing'), ...burnsOf('Freshness'), 'MiningConservationUnchecked'],
  },
  {
    why: 'What cannot be reached cannot be read, and was slow before.',
    causes: ['MiningRedisUnavailable'],
    symptoms: ['MiningMetricsCollectErrors', 'MiningRedisSlow'],
  },
  {
    why: 'Depth, lag and memory are read from Redis.',
    causes: ['MiningRedisUnavailable'],
    symptoms: ['MiningMetricsAbsent'],
    symptomLabels: { metric: READ_FROM_REDIS },
  },
  {
    why: 'Workers without MongoDB finish and compare nothing, and the queue fills; when it is full, MiningAcceptanceFastBurn says so.',
    causes: ['MiningLedgerUnavailable'],
    causeLabels: { job: JOBS.worker },
    symptoms: [
      'MiningWorkerStalled',
      ...FAILURES,
      ...burnsOf('Processing'),
      ...burnsOf('Freshness'),
      ...FULL_QUEUE,
      'MiningLedgerSlow',
      'MiningWorkerPaused',
      'MiningConservationUnchecked',
    ],
  },
  {
    why: 'When workers finish nothing, clicks wait and the queue fills.',
    causes: ['MiningWorkerStalled'],
    symptoms: [...FULL_QUEUE, ...burnsOf('Freshness')],
  },
  {
    why: 'The sum over all error codes is above the threshold whenever one of them is.',
    causes: ['MiningWorkerFailures'],
    symptoms: ['MiningWorkerFailuresTotal'],
    equal: ['job'],
  },
  {
    why: 'A worker that is held by its own setting lets clicks wait, and the queue fills; when it is full, MiningAcceptanceFastBurn says so.',
    causes: ['MiningWorkerHeldByItsLimit'],
    symptoms: [...FULL_QUEUE, 'MiningFreshnessSlowBurn'],
  },
  {
    why: 'The same failures spend the budget.',
    causes: FAILURES,
    symptoms: burnsOf('Processing'),
  },
  {
    why: 'A budget that burns fast burns slowly too.',
    causes: FAST_BURNS,
    symptoms: SLOW_BURNS,
    equal: ['slo'],
  },
  {
    why: 'The queue was high before it was higher.',
    causes: ['MiningQueueBackpressure'],
    symptoms: ['MiningQueueDepthHigh'],
  },
  {
    why: 'A process that is down says nothing new of itself.',
    causes: ['MiningTargetDown'],
    symptoms: ['MiningProcessRestarting', 'MiningEventLoopBlocked'],
    equal: ['job', 'instance'],
  },
  {
    why: 'The only API takes its metrics along, and is named by its own alert.',
    causes: ['MiningTargetDown'],
    causeLabels: { job: JOBS.api },
    symptoms: ['MiningMetricsAbsent'],
    symptomLabels: { metric: metricsOf('api') },
  },
  {
    why: 'The only worker takes its metrics along, and is named by its own alert.',
    causes: ['MiningTargetDown'],
    causeLabels: { job: JOBS.worker },
    symptoms: ['MiningMetricsAbsent'],
    symptomLabels: { metric: metricsOf('worker') },
  },
  {
    why: 'Alerts cannot be delivered to an Alertmanager that is down.',
    causes: ['MiningTargetDown'],
    causeLabels: { job: MONITORING_JOBS.alertmanager },
    symptoms: ['MiningAlertDeliveryFailing'],
  },
];
