import { describe, expect, it } from 'vitest';
import { parsePromql, partsOf } from './parse-promql.js';

const selectorsOf = (text: string) => partsOf(parsePromql(text)).filter((part) => part.kind === 'selector');

describe('parsePromql', () => {
  it('finds each selector with its matchers and its range', () => {
    expect(selectorsOf('sum(rate(a_total{status="4\\"9",job=~"$job"}[$__rate_interval])) by (status) / (sum(b offset 1h) > 0)')).toEqual([
      {
        kind: 'selector',
        metric: 'a_total',
        range: '$__rate_interval',
        matchers: [
          { label: 'status', operator: '=', value: '4"9' },
          { label: 'job', operator: '=~', value: '$job' },
        ],
      },
      { kind: 'selector', metric: 'b', matchers: [] },
    ]);
  });

  it('binds as PromQL does', () => {
    expect(parsePromql('a - b / c > 1')).toMatchObject({
      operator: '>',
      left: { operator: '-', left: { metric: 'a' }, right: { operator: '/', left: { metric: 'b' } } },
    });
    expect(parsePromql('a - b - c')).toMatchObject({ left: { operator: '-', left: { metric: 'a' } }, right: { metric: 'c' } });
  });

  it.each(['sum by (x, y) (a)', 'sum(a) by (x, y)'])('takes the grouping of %s', (text) => {
    expect(parsePromql(text)).toMatchObject({ name: 'sum', grouping: { how: 'by', labels: ['x', 'y'] } });
  });

  it('passes over how vectors are matched', () => {
    expect(parsePromql('a * on (job, instance) group_left (version) b * 1000')).toMatchObject({ operator: '*', right: { kind: 'literal' } });
  });

  it.each([
    ['sum(rate(a[5m])', 'expected , before ""'],
    ['rates(a[5m])', 'no function rates'],
    ['rate(a)', 'takes a range'],
    ['max(a[5m])', 'takes no range'],
    ['a b', 'did not expect "b"'],
    ['a > ', 'expected a value'],
    ['a ; b', 'cannot read'],
    ['', 'expected a value'],
  ])('refuses %s', (text, message) => {
    expect(() => parsePromql(text)).toThrow(message);
  });
});
