import { describe, expect, it } from 'vitest';
import type { Panel } from './dashboard-json.ts';
import { calculate, fieldOf, show, thresholdColor } from './display.ts';

const STEPS = [
  { value: null, color: 'green' },
  { value: 4000, color: 'yellow' },
  { value: 5000, color: 'red' },
];
const MAPPINGS = [
  { type: 'special', options: { match: 'null+nan', result: { text: 'no targets', color: 'text' } } },
  { type: 'value', options: { '0': { text: 'down', color: 'red' }, '1': { text: 'up', color: 'green' } } },
] as const;

it('takes the colour of the last step that is reached', () => {
  expect([-1, 3999.9, 4000, 5000].map((value) => thresholdColor(STEPS, value))).toEqual(['green', 'green', 'yellow', 'red']);
  expect(thresholdColor([{ value: 1, color: 'red' }], 0)).toBeUndefined();
});

describe('show', () => {
  it('writes the value in its unit, in the colour of its threshold', () => {
    expect(show({ unit: 'locale', decimals: 0, thresholds: { mode: 'absolute', steps: STEPS } }, 4321)).toEqual({ text: '4,321', color: 'yellow' });
  });

  it('maps values, and what is missing', () => {
    expect(show({ mappings: MAPPINGS }, 0)).toEqual({ text: 'down', color: 'red' });
    expect(show({ mappings: MAPPINGS }, null)).toEqual({ text: 'no targets', color: 'text' });
    expect(show({ mappings: MAPPINGS }, 0.5)).toEqual({ text: '0.500' });
    expect(show({ noValue: 'none' }, null)).toEqual({ text: 'none' });
    expect(show({}, null)).toEqual({ text: 'No data' });
  });
});

describe('fieldOf', () => {
  const panel = {
    fieldConfig: {
      defaults: { unit: 's', custom: { lineWidth: 2 } },
      overrides: [
        { matcher: { id: 'byRegexp', options: '^refused.*' }, properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'orange' } }] },
        { matcher: { id: 'byName', options: 'Failures' }, properties: [{ id: 'custom.cellOptions', value: { type: 'color-text' } }] },
        { matcher: { id: 'byType', options: 'number' }, properties: [{ id: 'links', value: [{ title: 'x', url: '/d/x' }] }] },
      ],
    },
  } as unknown as Panel;

  it('lays the overrides that match over the defaults', () => {
    expect(fieldOf(panel, { name: 'refused: user', type: 'string' })).toEqual({ unit: 's', custom: { lineWidth: 2 }, color: { mode: 'fixed', fixedColor: 'orange' } });
    expect(fieldOf(panel, { name: 'Failures', type: 'string' }).custom).toEqual({ lineWidth: 2, cellOptions: { type: 'color-text' } });
    expect(fieldOf(panel, { name: 'x', type: 'number' }).links).toHaveLength(1);
  });

  it('matches whole names', () => {
    expect(fieldOf({ fieldConfig: { overrides: [{ matcher: { id: 'byRegexp', options: '20' }, properties: [{ id: 'color', value: 'x' }] }] } } as unknown as Panel, { name: '202', type: 'number' })).toEqual({});
  });
});

it('calculates of the values that are there', () => {
  expect(calculate('lastNotNull', [1, 2, null])).toBe(2);
  expect(calculate('max', [1, null, 7, 3])).toBe(7);
  expect(calculate('max', [null])).toBeNull();
});
