import { expect, it } from 'vitest';
import { thinExemplars } from './exemplars.js';

const exemplar = (timestamp: number, value: number, trace_id = `t${timestamp}`) => ({ labels: { trace_id }, value: String(value), timestamp });

it('keeps of each step the highest exemplar, and those that lie far below it', () => {
  const series = [
    { seriesLabels: { le: '1' }, exemplars: [exemplar(100, 0.1), exemplar(101, 5), exemplar(102, 4.9), exemplar(103.5, 0.2)] },
    { seriesLabels: { le: '2' }, exemplars: [exemplar(111, 0.3), exemplar(112, 0.25)] },
  ];
  expect(thinExemplars(series, 10)).toEqual([
    { at: 100_000, value: 0.1, traceId: 't100', labels: { le: '1' } },
    { at: 101_000, value: 5, traceId: 't101', labels: { le: '1' } },
    { at: 111_000, value: 0.3, traceId: 't111', labels: { le: '2' } },
  ]);
});

it('leaves out one that leads to no trace, and gives a single one', () => {
  const untraced = { labels: { other: 'x' }, value: '1', timestamp: 1 };
  expect(thinExemplars([{ seriesLabels: {}, exemplars: [untraced, exemplar(2, 1)] }], 10).map(({ traceId }) => traceId)).toEqual(['t2']);
  expect(thinExemplars([], 10)).toEqual([]);
});
