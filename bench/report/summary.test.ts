import { expect, it } from 'vitest';
import { summarize } from './summary.js';
import { formatTable } from './table.js';

const measurements = new Map([
  ['plain', [{ 'accept.rate': 100, 'memory.queued': 1000 }, { 'accept.rate': 50 }, { 'accept.rate': 80 }]],
  ['ours', [{ 'accept.rate': 300, 'memory.queued': 400 }, { 'accept.rate': 200 }, { 'accept.rate': 240 }]],
]);

it('compares what was measured in the same round', () => {
  const [accepted, memory, ...rest] = summarize(measurements, [['ours', 'plain']]);
  expect(accepted?.contenders.get('ours')).toMatchObject({ median: 240, min: 200, max: 300 });
  expect(accepted?.ratios.get('ours/plain')).toMatchObject({ median: 3, min: 3, max: 4, values: [3, 4, 3] });
  expect(memory?.ratios.get('ours/plain')).toMatchObject({ median: 0.4 });
  expect(rest).toEqual([]);
});

it('writes a line for each figure', () => {
  const table = formatTable(summarize(measurements, [['ours', 'plain']]), ['plain', 'ours'], ['ours/plain']);
  expect(table.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'median [least-most] | plain | ours | ours/plain',
    'accepted/s, workers stopped (/s) | 80.0 [50.0-100] | 240 [200-300] | 3.00 [3.00-4.00]',
    'Redis bytes per click in flight (B) | 1000 | 400 | 0.40 [0.40-0.40]',
  ]);
});
