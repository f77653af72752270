import { describe, expect, it } from 'vitest';
import type { Variable } from './dashboard-json.ts';
import { ALL, choicesInAddress, customValues, sentChoices, toggled } from './variables.ts';

const JOB: Variable = { name: 'job', type: 'query', multi: true, includeAll: true, current: { value: [ALL] } };
const SEARCH: Variable = { name: 'search', type: 'textbox', query: '' };
const SOURCE: Variable = { name: 'prometheus_datasource', type: 'datasource', query: 'prometheus', current: { value: 'mining-click-prometheus' } };

describe('choicesInAddress', () => {
  it('takes what the dashboard was saved with when the address says nothing', () => {
    expect(choicesInAddress([JOB, SEARCH, SOURCE], new URLSearchParams())).toEqual({ job: [ALL], search: [], prometheus_datasource: ['mining-click-prometheus'] });
  });

  it('takes several values, and All in either spelling', () => {
    expect(choicesInAddress([JOB], new URLSearchParams('var-job=a&var-job=b'))).toEqual({ job: ['a', 'b'] });
    expect(choicesInAddress([JOB], new URLSearchParams('var-job=All'))).toEqual({ job: [ALL] });
  });
});

it('sends only what expressions may hold', () => {
  expect(sentChoices([JOB, SEARCH, SOURCE], { job: ['a'], search: ['x'], prometheus_datasource: ['p'] })).toEqual({ job: ['a'], search: ['x'] });
});

it('reads lists', () => {
  expect(customValues('debug, info,a\\,b, Five minutes : 5m')).toEqual(['debug', 'info', 'a,b', '5m']);
});

describe('toggled', () => {
  it.each([
    [[ALL], 'a', ['a']],
    [['a'], 'b', ['a', 'b']],
    [['a', 'b'], 'a', ['b']],
    [['a'], 'a', [ALL]],
    [['a', 'b'], ALL, [ALL]],
  ])('of %j by %s is %j', (chosen, value, next) => {
    expect(toggled(JOB, chosen, value)).toEqual(next);
  });

  it('replaces the value of a variable that takes one', () => {
    expect(toggled({ name: 'x', type: 'custom' }, ['a'], 'b')).toEqual(['b']);
  });
});
