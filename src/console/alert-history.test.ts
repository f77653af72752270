import { describe, expect, it } from 'vitest';
import { eventsOf } from './alert-history.js';

const STEP = 30_000;
const END = 3_000_000;
const metric = { __name__: 'ALERTS', alertname: 'MiningTargetDown', alertstate: 'firing', severity: 'critical', job: 'mining-click-api' };
const at = (...seconds: readonly number[]) => ({ metric, values: seconds.map((second) => [second, '1'] as const) });
const spans = (...seconds: readonly number[]) => eventsOf(at(...seconds), STEP, END).map(({ from, to }) => [from, to]);

describe('events of an alert', () => {
  it('say what it was, with the labels that are its own', () => {
    const [event] = eventsOf(at(60), STEP, END);
    expect(event).toEqual({ name: 'MiningTargetDown', severity: 'critical', state: 'firing', from: 60_000, to: 60_000, labels: { job: 'mining-click-api' } });
  });

  it('are one for each run of points, and the last goes on when it reaches the end', () => {
    expect(spans(60, 90, 120)).toEqual([[60_000, 120_000]]);
    expect(spans(60, 90, 180, 210)).toEqual([[60_000, 90_000], [180_000, 210_000]]);
    expect(spans(60, 2970, 3000)).toEqual([[60_000, 60_000], [2_970_000, null]]);
    expect(spans()).toEqual([]);
  });
});
