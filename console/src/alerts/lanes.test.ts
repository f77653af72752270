import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '../../../src/console/measured.ts';
import { axisOf, lanesOf } from './lanes.ts';

const event = (name: string, from: number, to: number | null): AlertEvent => ({ name, severity: 'warning', state: 'firing', from, to, labels: {} });

describe('the lanes of the history', () => {
  it('are one for each alert, what goes on or ended last on top', () => {
    const lanes = lanesOf({ since: 0, at: 100, events: [event('A', 10, 20), event('B', 30, null), event('A', 60, 90)] });
    expect(lanes.map(({ name, bars }) => [name, bars.map(({ start, width }) => [start, +width.toFixed(3)])])).toEqual([
      ['B', [[0.3, 0.7]]],
      ['A', [[0.6, 0.3], [0.1, 0.1]]],
    ]);
  });

  it('hold what began before, and show what was short', () => {
    const [lane] = lanesOf({ since: 100, at: 200, events: [event('A', 50, 150), event('A', 120, 120), event('A', 200, null)] });
    for (const { start, width } of lane?.bars ?? []) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(width).toBeGreaterThan(0);
      expect(start + width).toBeLessThanOrEqual(1);
    }
  });
});

describe('the axis', () => {
  it('has both ends', () => {
    expect(axisOf({ since: 0, at: 100 }, 5)).toEqual([0, 25, 50, 75, 100]);
  });
});
