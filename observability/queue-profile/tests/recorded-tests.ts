import { EXPORTER_METRICS } from '../../../src/exporter/exporter-catalogue.js';
import { METRICS } from '../../../src/telemetry/metric-catalogue.js';
import type { RecordingCase, RecordingRuleTest } from '../../tests/recording-rule-test.js';
import { counts, seriesOver, type Behavior, type Stretch } from '../../tests/series.js';
import { EXPORTER_JOB } from '../thresholds.js';

const M = EXPORTER_METRICS;
const every = 15;
const queue = { queue: 'emails' } as const;
const other = { queue: 'images' } as const;

/** Of 64 jobs a second, a share that fails with two codes, half each. */
const ends = (share: number): readonly Behavior[] => [
  counts(M.workerProcessed, 64 * (1 - share), queue),
  counts(M.workerFailed, 32 * share, { ...queue, error_code: 'TIMEOUT' }),
  counts(M.workerFailed, 32 * share, { ...queue, error_code: 'other' }),
];
/** Each exporter has seen all of another code. */
const seenInParts = (codes: readonly [number, number]): readonly Behavior[] => [
  counts(M.workerProcessed, 48, queue),
  counts(M.workerFailed, codes[0], { ...queue, error_code: 'TIMEOUT' }),
  counts(M.workerFailed, codes[1], { ...queue, error_code: 'other' }),
];
const shown = (behaviors: (share: number) => readonly Behavior[], stretches: readonly Stretch[], instance = 'one') =>
  seriesOver(stretches, behaviors, every, { job: EXPORTER_JOB, instance });
const held = (share: number, others: Partial<Stretch> = {}): readonly Stretch[] => [{ seconds: 600, measured: share, ...others }];
const recorded = (value: number) => [{ labels: queue, value }];

const cases: readonly RecordingCase[] = [
  { name: 'one share, then another', every, series: shown(ends, [...held(0.25), ...held(0.5)]), checks: [{ at: 600, samples: recorded(0.25) }, { at: 750, samples: recorded(0.375) }, { at: 900, samples: recorded(0.5) }] },
  { name: 'four times the traffic', every, series: shown(ends, [...held(0.25), { seconds: 150, measured: 0.25, volume: 4 }]), checks: [{ at: 750, samples: recorded(0.25) }] },
  { name: 'little traffic', every, series: shown(ends, held(0.25, { volume: 1 / 120 })), checks: [{ at: 600, samples: recorded(0.25) }] },
  { name: 'a restart', every, series: shown(ends, [...held(0.25), ...held(0.25, { restart: true })]), checks: [{ at: 660, samples: recorded(0.25) }] },
  { name: 'nothing ends', every, series: shown((share) => ends(share).map((behavior) => ({ ...behavior, perSecond: 0 }) as Behavior), held(0.25)), checks: [{ at: 600, samples: [] }] },
  { name: 'no data', every, series: [], checks: [{ at: 600, samples: [] }] },
  { name: 'two exporters that show the same', every, series: [...shown(ends, held(0.25)), ...shown(ends, held(0.25), 'two')], checks: [{ at: 600, samples: recorded(0.25) }] },
  {
    name: 'two exporters, each of which has missed some', every,
    series: [...shown(() => seenInParts([8, 4]), held(1)), ...shown(() => seenInParts([4, 8]), held(1), 'two')],
    checks: [{ at: 600, samples: recorded(0.25) }],
  },
  {
    name: 'two exporters, one of which has missed completed jobs', every,
    series: [...shown(ends, held(0.25)), ...shown(() => [counts(M.workerProcessed, 16, queue)], held(1), 'two')],
    checks: [{ at: 600, samples: recorded(0.25) }],
  },
  {
    name: 'two queues', every,
    series: [...shown(ends, held(0.25)), ...shown(() => [counts(M.workerProcessed, 32, other), counts(M.workerFailed, 32, { ...other, error_code: 'other' })], held(1))],
    checks: [{ at: 600, samples: [...recorded(0.25), { labels: other, value: 0.5 }] }],
  },
  {
    name: 'the click pipeline', every,
    series: seriesOver(held(1), () => [counts(METRICS.workerProcessed, 32), counts(METRICS.workerFailed, 32, { error_code: 'INTERNAL' })], every, { job: 'mining-click-worker', instance: 'one' }),
    checks: [{ at: 600, samples: [] }],
  },
];

export const QUEUE_RECORDED_TESTS: readonly RecordingRuleTest[] = [{ record: 'queue:mining_worker_failed_per_ended:ratio_rate5m', cases }];
