import { describe, expect, it } from 'vitest';
import { tellEvents } from './alert-history.js';
import type { RuleAlert } from './prometheus-client.js';

const SCOPE = { stepMs: 30_000, at: 3_000_000 };
const LABELS = { alertname: 'MiningTargetDown', severity: 'critical', job: 'mining-click-api' };
const NOW: RuleAlert = { state: 'firing', labels: LABELS, annotations: {}, activeAt: '' };

type Found = number | readonly [second: number, evaluated: number];
/** Found at these seconds, evaluated then or before. */
const series = (alertstate: string, found: readonly Found[], labels = LABELS) => ({
  metric: { ...labels, alertstate },
  values: found.map((one) => (typeof one === 'number' ? ([one, String(one)] as const) : ([one[0], String(one[1])] as const))),
});
const spans = (all: readonly ReturnType<typeof series>[], alerts: readonly RuleAlert[] = []) => tellEvents(all, alerts, SCOPE).map(({ state, from, to }) => [state, from / 1000, to === null ? null : to / 1000]);

describe('events of an alert', () => {
  it('say what it was, with the labels that are its own', () => {
    expect(tellEvents([series('firing', [60])], [], SCOPE)).toEqual([{ name: 'MiningTargetDown', severity: 'critical', state: 'firing', from: 60_000, to: 60_000, labels: { job: 'mining-click-api' } }]);
    expect(tellEvents([series('firing', [])], [], SCOPE)).toEqual([]);
  });

  it('are one for each run of points, the latest first', () => {
    expect(spans([series('firing', [60, 90, 120])])).toEqual([['firing', 60, 120]]);
    expect(spans([series('firing', [60, 90, 180, 210])])).toEqual([['firing', 180, 210], ['firing', 60, 90]]);
  });

  it('are one where the rule is evaluated more seldom than the history has points', () => {
    expect(spans([series('firing', [[60, 60], [90, 60], [120, 60], [150, 60], [180, 180]])])).toEqual([['firing', 60, 180]]);
  });
});

describe('the last event', () => {
  const toTheEnd = series('firing', [60, 2970, 3000]);

  it('goes on when Prometheus lists the alert in the same state', () => {
    expect(spans([toTheEnd], [NOW])).toEqual([['firing', 2970, null], ['firing', 60, 60]]);
    for (const other of [{ ...NOW, state: 'pending' as const }, { ...NOW, labels: { ...LABELS, job: 'mining-click-worker' } }]) expect(spans([toTheEnd], [other])[0]).toEqual(['firing', 2970, 3000]);
    expect(spans([series('firing', [60, 90])], [NOW])).toEqual([['firing', 60, 90]]);
  });

  it('ended when it was evaluated last, however long Prometheus finds it after a restart', () => {
    const notMarked = series('firing', [2820, 2850, [2880, 2855], [2910, 2855], [2940, 2855], [2970, 2855], [3000, 2855]]);
    expect(spans([notMarked])).toEqual([['firing', 2820, 2855]]);
  });
});

describe('an alert that is pending anew after a restart of Prometheus', () => {
  const pending = series('pending', [120, 150]);

  it('fired all the time when it fires again', () => {
    expect(spans([series('firing', [60, 90, [120, 90], [150, 90], 180, 210]), pending])).toEqual([['firing', 60, 210]]);
    expect(spans([series('firing', [2940, [2970, 2940], 3000]), series('pending', [2970])], [NOW])).toEqual([['firing', 2940, null]]);
  });

  it('is told where it does not, where another fired, and before it fires', () => {
    expect(spans([series('firing', [60, 90, [120, 90], [150, 90]]), pending])).toEqual([['pending', 120, 150], ['firing', 60, 90]]);
    expect(spans([series('firing', [60, 90, 120, 150, 180], { ...LABELS, job: 'mining-click-worker' }), pending])).toEqual([['pending', 120, 150], ['firing', 60, 180]]);
    expect(spans([pending, series('firing', [180])])).toEqual([['firing', 180, 180], ['pending', 120, 150]]);
  });
});
