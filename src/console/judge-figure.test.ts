import { describe, expect, it } from 'vitest';
import { judgeByThresholds, judgeDepth, judgeStatuses } from './judge-figure.js';

describe('a figure', () => {
  it('is judged by the thresholds of its panel', () => {
    const steps = [{ color: 'red', value: null }, { color: 'orange', value: 0.99 }, { color: 'green', value: 0.999 }];
    expect([0.5, 0.99, 0.9995].map((value) => judgeByThresholds(value, steps, 'percentunit').state)).toEqual(['bad', 'warning', 'good']);
    expect(judgeByThresholds(0.5, steps, 'percentunit').detail).toBe('Now 50 %: bad below 99 %, warning from 99 %, good from 99.9 %.');
    expect(judgeByThresholds(5, [], 's')).toEqual({ state: 'unknown', detail: 'Now 5 s: there is no threshold.' });
  });

  it('of the depth is judged by what is drawn, alerted and refused, at their bounds', () => {
    const depth = { drawn: 4000, warning: 4500, cap: 5000 };
    const states = [0, 4000, 4001, 4500, 4501, 4999, 5000].map((value) => judgeDepth(value, depth).state);
    expect(states).toEqual(['good', 'good', 'warning', 'warning', 'warning', 'warning', 'bad']);
    expect(judgeDepth(4501, depth).detail).toBe('4,501 clicks wait, more than 4,500: an alert is due after two minutes; from 5,000 on new ones are refused.');
  });

  it('of the requests is judged by the share of faults and of 429', () => {
    const limits = { throttled: 0.05, faultsAllowed: 0.001, faultsUrgent: 0.0144 };
    const stateOf = (rates: Record<string, number>) => judgeStatuses(new Map(Object.entries(rates)), limits).state;
    expect(stateOf({})).toBe('good');
    expect(stateOf({ 202: 95, 429: 5 })).toBe('good');
    expect(stateOf({ 202: 94, 429: 6 })).toBe('warning');
    expect(stateOf({ 202: 998, 503: 2 })).toBe('warning');
    expect(stateOf({ 202: 98, 500: 1, 503: 1 })).toBe('bad');
  });
});
