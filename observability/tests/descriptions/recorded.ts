import { CLICK_ENDPOINT } from '../../../src/telemetry/label-values.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import { JOBS } from '../../config.js';
import type { RecordingCase, RecordingRuleTest, Sample } from '../recording-rule-test.js';
import { counts, observes, seriesOver, type Behavior, type Stretch } from '../series.js';

const { clickRequests, clickRefusals, workerFailed, workerProcessed, httpRequestDuration, redisLatency, transactionDuration } = METRICS;
const every = 15;

/** A series that is made of what two processes show, which show the same, in windows of five minutes. */
type Measurement = {
  readonly record: string;
  readonly behaviors: (measured: number) => readonly Behavior[];
  /** The two processes together, from what is measured. */
  readonly samples: (measured: number) => readonly Sample[];
  /** What is recorded while nothing is counted, if that is not nothing. */
  readonly atRest?: readonly Sample[];
  /** The first is measured for ten minutes, then the second, then the first with four times the traffic. */
  readonly values: readonly [number, number];
  readonly labels?: RecordingRuleTest['labels'];
  readonly roundedTo?: number;
};

function measured({ record, behaviors, samples, values, atRest = [], ...others }: Measurement): RecordingRuleTest {
  const [first, second] = values;
  const shown = (stretches: readonly Stretch[], from: Measurement['behaviors'] = behaviors) =>
    ['one', 'two'].flatMap((instance) => seriesOver(stretches, from, every, { job: JOBS.api, instance }));
  const resting = (value: number) => behaviors(value).map((behavior) => (behavior.type === 'counter' ? { ...behavior, perSecond: 0 } : behavior));
  const cases: readonly RecordingCase[] = [
    {
      name: 'one value, then another', every,
      series: shown([{ seconds: 600, measured: first }, { seconds: 600, measured: second }]),
      checks: [{ at: 600, samples: samples(first) }, { at: 900, samples: samples(second) }],
    },
    { name: 'half of the window of each', every, series: shown([{ seconds: 600, measured: first }, { seconds: 150, measured: second }]), checks: [{ at: 750, samples: samples((first + second) / 2) }] },
    { name: 'a restart', every, series: shown([{ seconds: 600, measured: first }, { seconds: 600, measured: first, restart: true }]), checks: [{ at: 660, samples: samples(first) }] },
    { name: 'no traffic', every, series: shown([{ seconds: 900, measured: first }], resting), checks: [{ at: 900, samples: atRest }] },
    { name: 'no data', every, series: [], checks: [{ at: 900, samples: [] }] },
  ];
  return { record, cases, ...others };
}

/** Shares: all their parts must look at the same time, and at all processes. */
function measuredShare(measurement: Measurement): RecordingRuleTest {
  const { behaviors, samples, values: [first, second] } = measurement;
  const test = measured(measurement);
  const shown = (instance: string, ...stretches: readonly Stretch[]) => seriesOver(stretches, behaviors, every, { job: JOBS.api, instance });
  return {
    ...test,
    cases: [
      ...test.cases,
      {
        name: 'four times the traffic', every,
        series: shown('one', { seconds: 600, measured: first }, { seconds: 150, measured: first, volume: 4 }),
        checks: [{ at: 750, samples: samples(first) }],
      },
      { name: 'little traffic', every, series: shown('one', { seconds: 600, measured: first, volume: 1 / 120 }), checks: [{ at: 600, samples: samples(first) }] },
      {
        name: 'two processes that differ', every,
        series: [...shown('one', { seconds: 600, measured: first }), ...shown('two', { seconds: 600, measured: second })],
        checks: [{ at: 600, samples: samples((first + second) / 2) }],
      },
    ],
  };
}

const posts = { route: '/api/mining/*', endpoint: CLICK_ENDPOINT, method: 'POST' };
const STATUSES = { '2xx': ['200', '202'], '4xx': ['400', '429'], '5xx': ['500', '503'] } as const;
const slow = [{ at: 10, perSecond: 10_000 }] as const;
/** The quantile 0.95, when all but a share of the observations are at the lower bound. */
const inBuckets = (lower: number, upper: number) => (share: number) => lower + ((upper - lower) * (share - 0.05)) / share;

const redisShares = measuredShare({
  record: 'pipeline:redis_latency_ms:p95_rate5m',
  roundedTo: 0.001,
  values: [0.0625, 0.125],
  behaviors: (share) => ['evalsha', 'ping'].flatMap((command) =>
    observes(redisLatency, [{ at: 100, perSecond: 1024 * (1 - share) }, { at: 250, perSecond: 1024 * share }], { command })),
  samples: (share) => [{ value: inBuckets(100, 250)(share) }],
});
const redisLatencyTest: RecordingRuleTest = {
  ...redisShares,
  cases: [
    ...redisShares.cases,
    {
      name: 'less than a millisecond', every,
      series: seriesOver([{ seconds: 600, measured: 1 }], (perSecond) => observes(redisLatency, [{ at: 0.1, perSecond }], { command: 'ping' }), every),
      checks: [{ at: 600, samples: [{ value: 0.095 }] }],
    },
  ],
};

export const RECORDED_RULE_TESTS: readonly RecordingRuleTest[] = [
  measured({
    record: 'status:mining_click_requests:rate5m',
    values: [8, 4],
    behaviors: (perSecond) => [counts(clickRequests, perSecond, { status: '202' }), counts(clickRequests, 3, { status: '429' })],
    samples: (perSecond) => [{ labels: { status: '202' }, value: 2 * perSecond }, { labels: { status: '429' }, value: 6 }],
    atRest: [{ labels: { status: '202' }, value: 0 }, { labels: { status: '429' }, value: 0 }],
  }),
  measured({
    record: 'error_code:mining_worker_failed:rate5m',
    values: [8, 4],
    behaviors: (perSecond) => [counts(workerFailed, perSecond, { error_code: 'INTERNAL' }), counts(workerFailed, 3, { error_code: 'BATCH_MISSING' })],
    samples: (perSecond) => [{ labels: { error_code: 'INTERNAL' }, value: 2 * perSecond }, { labels: { error_code: 'BATCH_MISSING' }, value: 6 }],
    atRest: [{ labels: { error_code: 'INTERNAL' }, value: 0 }, { labels: { error_code: 'BATCH_MISSING' }, value: 0 }],
  }),
  measuredShare({
    record: 'reason:mining_click_refusals_per_request:ratio_rate5m',
    values: [0.25, 0.5],
    behaviors: (share) => [
      counts(clickRefusals, 64 * share, { reason: 'user-limit' }),
      counts(clickRefusals, 8, { reason: 'queue-full' }),
      counts(clickRequests, 64 * share, { status: '429' }),
      counts(clickRequests, 64 * (1 - share), { status: '202' }),
    ],
    samples: (share) => [{ labels: { reason: 'user-limit' }, value: share }, { labels: { reason: 'queue-full' }, value: 0.125 }],
  }),
  measuredShare({
    record: 'pipeline:mining_worker_processed_per_attempt:ratio_rate5m',
    values: [0.25, 0.5],
    behaviors: (share) => [
      counts(workerProcessed, 64 * share),
      counts(workerFailed, 32 * (1 - share), { error_code: 'INTERNAL' }),
      counts(workerFailed, 32 * (1 - share), { error_code: 'BATCH_MISSING' }),
    ],
    samples: (share) => [{ value: share }],
  }),
  redisLatencyTest,
  measuredShare({
    record: 'phase:mining_ledger_transaction_duration_seconds:p95_rate5m',
    roundedTo: 0.00001,
    values: [0.0625, 0.125],
    behaviors: (share) => [
      ...observes(transactionDuration, [{ at: 0.5, perSecond: 1024 * (1 - share) }, { at: 1.5, perSecond: 1024 * share }], { phase: 'all' }),
      ...observes(transactionDuration, [{ at: 0.5, perSecond: 1024 * share }, { at: 2.5, perSecond: 1024 * (1 - share) }], { phase: 'commit' }),
    ],
    samples: (share) => [{ labels: { phase: 'all' }, value: inBuckets(0.5, 1.5)(share) }, { labels: { phase: 'commit' }, value: inBuckets(1.5, 2.5)(1 - share) }],
  }),
  ...(['2xx', '4xx', '5xx'] as const).map((statusClass) => measuredShare({
    record: 'status_class:http_request_duration_seconds:p95_rate5m',
    labels: { status_class: statusClass },
    roundedTo: 0.00001,
    values: [0.0625, 0.125],
    behaviors: (share) => [
      ...STATUSES[statusClass].flatMap((status) =>
        observes(httpRequestDuration, [{ at: 0.25, perSecond: 1024 * (1 - share) }, { at: 0.5, perSecond: 1024 * share }], { ...posts, status })),
      ...Object.entries(STATUSES).flatMap(([other, statuses]) =>
        other === statusClass ? [] : statuses.flatMap((status) => observes(httpRequestDuration, slow, { ...posts, status }))),
      ...observes(httpRequestDuration, slow, { ...posts, method: 'GET', status: STATUSES[statusClass][0] }),
      ...observes(httpRequestDuration, slow, { ...posts, endpoint: '/api/mining/account', status: STATUSES[statusClass][0] }),
    ],
    samples: (share) => [{ labels: { status_class: statusClass }, value: inBuckets(0.25, 0.5)(share) }],
  })),
];
