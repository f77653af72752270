import { describe, expect, it } from 'vitest';
import { applyChange } from './equivalent-mutants.js';
import { mutateExpression } from './mutators.js';

const mutants = (expr: string, mutator: string) => mutateExpression(expr).filter((mutant) => mutant.mutator === mutator).map((mutant) => mutant.expr);

describe('the mutators', () => {
  it.each([
    ['another comparison', 'x > 5', ['x >= 5', 'x < 5', 'x == 5']],
    ['another comparison', 'x{a!="1"} == 5', ['x{a!="1"} != 5', 'x{a!="1"} > 5', 'x{a!="1"} < 5']],
    ['a matcher turned round', 'x{a!="1"} == 5', ['x{a="1"} == 5']],
    ['another number', 'x > 0.05', ['x > 0.06', 'x > 0.04', 'x > 0.50']],
    ['another number', 'x > 0', ['x > 1', 'x > -1']],
    ['another window', 'rate(x[5m] offset 1h)', ['rate(x[10m] offset 1h)', 'rate(x[150s] offset 1h)', 'rate(x[5m] offset 2h)', 'rate(x[5m] offset 30m)']],
    ['another set operation', 'x unless y', ['x and y', 'x or y']],
    ['an operand dropped', 'x and (y or z)', ['x', '(y or z)', 'x and (y )', 'x and ( z)']],
    ['an operand dropped', 'x unless y', ['x']],
    ['a matcher dropped', 'x{a="1",b=~"2|3"}', ['x{b=~"2|3"}', 'x{a="1"}']],
    ['a matcher turned round', 'x{a="1",b=~"2"}', ['x{a!="1",b=~"2"}', 'x{a="1",b!~"2"}']],
    ['an aggregation dropped', 'sum(x) by (a) > 1', ['(x) > 1']],
    ['an aggregation dropped', 'sum without (a) (x) > 1', ['(x) > 1']],
    ['a grouping dropped', 'sum(x) by (a)', ['sum(x)']],
    ['a label of a grouping dropped or swapped', 'sum(x) by (a, b)', ['sum(x) by (b)', 'sum(x) by (swapped, b)', 'sum(x) by (a)', 'sum(x) by (a, swapped)']],
    ['an offset dropped', 'rate(x[5m] offset 1h)', ['rate(x[5m] )']],
  ])('make %s of %s', (mutator, expr, expected) => {
    expect(mutants(expr, mutator)).toEqual(expected);
  });

  it('leave text and the names of series alone', () => {
    expect(mutateExpression('a:b_5m{c="d > 1"}').map(({ expr }) => expr)).toEqual(['a:b_5m{}', 'a:b_5m{c!="d > 1"}']);
  });
});

describe('the change of an equivalent mutant', () => {
  it('is made at its place, and nowhere when there is no such place', () => {
    const change = ['a', 'b'] as const;
    expect(applyChange('a + a', { rule: '', change, place: 1, reason: '' })).toBe('a + b');
    expect(applyChange('a + a', { rule: '', change, place: 2, reason: '' })).toBeUndefined();
  });
});
