import { describe, expect, it } from 'vitest';
import { judgeAnswers, judgeBudget, judgeByThresholds, judgeDepth } from './judge-figure.js';

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

  describe('of the requests', () => {
    const limits = { throttled: 0.05, faultsAllowed: 0.001, faultsUrgent: 0.0144 };
    const judge = (rates: Record<string, number>, overGlobalLimit = 0) => judgeAnswers({ byStatus: new Map(Object.entries(rates)), overGlobalLimit, over: 'the last minute' }, limits);

    it('is judged by the share of faults and of 429, and says which it is', () => {
      const judged = [{}, { 202: 95, 429: 5 }, { 202: 94, 429: 6 }, { 202: 998, 503: 2 }, { 202: 98, 500: 1, 503: 1 }, { 202: 80, 429: 18, 503: 2 }].map((rates) => judge(rates));
      expect(judged.map(({ state, about }) => [state, about])).toEqual([['good', undefined], ['good', undefined], ['warning', 'throttled'], ['warning', 'faults'], ['bad', 'faults'], ['bad', 'faults']]);
    });

    it('counts what the limit of all users refuses among the faults, as the objective does', () => {
      expect(judge({ 202: 94, 429: 6 }, 6)).toMatchObject({ state: 'bad', about: 'faults' });
      expect(judge({ 202: 94, 429: 6 }, 6).detail).toBe(
        'In the last minute 6 % were answered 5xx, or refused by the limit of all users (allowed over 30 days: 0.1 %), 6 % were throttled with 429 (an alert is due above 5 %).',
      );
    });
  });

  it('of a budget that is overspent says by how much, and that it tells of what was', () => {
    const steps = [{ color: 'red', value: null }, { color: 'orange', value: 0 }, { color: 'green', value: 0.25 }];
    expect([0.1, 0.5].map((value) => judgeBudget(value, steps, 'percentunit').state)).toEqual(['warning', 'good']);
    expect(judgeBudget(-302.2, steps, 'percentunit')).toEqual({ state: 'warning', detail: expect.stringMatching(/^Spent 300 times over by /) as string });
  });
});
