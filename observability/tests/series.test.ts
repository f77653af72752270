import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/telemetry/metric-catalogue.js';
import { counts, observes, seriesOver, shows, type Stretch } from './series.js';

const failed = (perSecond: number) => [counts(METRICS.workerFailed, perSecond, { error_code: 'INTERNAL' })];
const valuesOf = (stretches: readonly Stretch[], behaviors: Parameters<typeof seriesOver>[1] = failed) => seriesOver(stretches, behaviors, 10).map(({ values }) => values);

describe('a series', () => {
  it('counts from 0, sample by sample', () => {
    expect(seriesOver([{ seconds: 20, measured: 1 }], failed, 10, { job: 'a' })).toEqual([
      { series: 'mining_worker_failed_total{error_code="INTERNAL",job="a"}', values: '0+10x2' },
    ]);
  });

  it('changes its rate with the first sample of the next stretch', () => {
    expect(valuesOf([{ seconds: 20, measured: 1 }, { seconds: 20, measured: 2 }])).toEqual(['0+10x2 40+20x1']);
  });

  it('begins again at 0 after a restart, and counts on at once', () => {
    expect(valuesOf([{ seconds: 20, measured: 1 }, { seconds: 10, measured: 1, restart: true }])).toEqual(['0+10x2 10']);
  });

  it('ends with a mark when its process is gone', () => {
    expect(valuesOf([{ seconds: 10, measured: 3 }, { seconds: 30, measured: undefined }], (level) => [shows(METRICS.queueDepth, level)])).toEqual(['3+0x1 stale _x2']);
  });

  it('counts only whole things', () => {
    expect(() => valuesOf([{ seconds: 20, measured: 0.01 }])).toThrow(/no whole number/);
  });

  it('puts an observation into every bucket that reaches it', () => {
    const behaviors = observes(METRICS.redisLatency, [{ at: 500, perSecond: 1 }, { at: 'beyond', perSecond: 2 }]);
    const rates = behaviors.map(({ name, labels, ...behavior }) => [name, labels['le'], 'perSecond' in behavior ? behavior.perSecond : undefined]);
    expect(rates.slice(-4)).toEqual([
      ['redis_latency_ms_bucket', '500', 1],
      ['redis_latency_ms_bucket', '1000', 1],
      ['redis_latency_ms_bucket', '+Inf', 3],
      ['redis_latency_ms_count', undefined, 3],
    ]);
  });
});
