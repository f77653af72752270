import { expect, it } from 'vitest';
import type { PanelAnswer } from '../../../src/console/measured.ts';
import type { Annotation } from './dashboard-json.ts';
import { marksOf } from './marks.ts';

const ALERTS: Annotation = { name: 'Alerts', enable: true, iconColor: 'red', titleFormat: '{{alertname}}', textFormat: '{{severity}}' };
const answer = (values: NonNullable<PanelAnswer['result'][number]['values']>): PanelAnswer => ({ expr: '', stepSeconds: 15, resultType: 'matrix', result: [{ metric: { alertname: 'Down', severity: 'page' }, values }] });

it('joins samples that follow each other', () => {
  expect(marksOf(ALERTS, answer([[0, '1'], [15, '1'], [30, '1'], [90, '1']]), { from: 0, to: 100_000 })).toEqual([
    { from: 0, to: 30_000, title: 'Down', text: 'page', color: 'red' },
    { from: 90_000, to: 90_000, title: 'Down', text: 'page', color: 'red' },
  ]);
});

it('takes the value for the time where the annotation says so, once, and leaves out what is not in the range', () => {
  const starts = { ...ALERTS, useValueForTime: true };
  expect(marksOf(starts, answer([[0, '5000'], [15, '5000'], [30, '700000']]), { from: 0, to: 100_000 }).map(({ from, to }) => [from, to])).toEqual([[5000, 5000]]);
});
