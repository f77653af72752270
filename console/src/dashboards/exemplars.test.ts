import { describe, expect, it } from 'vitest';
import type { Exemplar, PanelAnswer } from '../../../src/console/measured.ts';
import { placeExemplars } from '../charts/time-series-option.ts';
import { exemplarsOf, nearestExemplar } from './exemplars.ts';
import type { Asked } from './series.ts';

const exemplar = (at: number, value: number): Exemplar => ({ at, value, traceId: `t${at}`, labels: {} });
const answer: PanelAnswer = { expr: 'up', stepSeconds: 5, resultType: 'matrix', result: [] };
const asked = (refId: string, exemplars: readonly Exemplar[]): Asked => ({ target: { refId, expr: 'up' }, answer, exemplars, range: { from: 0, to: 10 }, stepSeconds: 5 });

describe('exemplars', () => {
  it('of several targets are drawn once each, in the order of time', () => {
    expect(exemplarsOf([asked('A', [exemplar(5, 1), exemplar(1, 2)]), asked('B', [exemplar(5, 1), exemplar(3, 4)])]).map(({ at }) => at)).toEqual([1, 3, 5]);
  });

  it('above the lines are drawn at their highest', () => {
    expect(placeExemplars([exemplar(1, 2), exemplar(2, 0.5)], 1).map(({ height }) => height)).toEqual([1, 0.5]);
  });

  it('are found by where they are drawn, the nearest of those near enough', () => {
    const placed = placeExemplars([exemplar(10, 90), exemplar(16, 5), exemplar(90, 5)], 6);
    const pressed = (x: number, y: number) => nearestExemplar(placed, { x, y, distanceTo: (at, value) => Math.hypot(at - x, value - y) });
    expect([pressed(11, 6)?.at, pressed(15, 6)?.at, pressed(50, 5)]).toEqual([10, 16, undefined]);
  });
});
