import { describe, expect, it } from 'vitest';
import { createTest, parseLogql } from './logql.js';

describe("Loki's language", () => {
  it('is known as far as the dashboards speak it', () => {
    expect(parseLogql('{job=~"mining-click-.+", level="error"}')).toEqual({
      kind: 'parsed',
      query: { labels: [{ name: 'job', operator: '=~', value: 'mining-click-.+' }, { name: 'level', operator: '=', value: 'error' }], contains: [], fields: [] },
    });
    expect(parseLogql(String.raw`{job!="a"} |= "a \"quoted\" } | text" | json | errorCode=~".+" | status!~"4.."`)).toMatchObject({
      query: { contains: ['a "quoted" } | text'], fields: [{ name: 'errorCode', operator: '=~', value: '.+' }, { name: 'status', operator: '!~', value: '4..' }] },
    });
    expect(parseLogql('sum by (level) (count_over_time({job="a"} |= "[5s]" [90s]))')).toMatchObject({ query: { contains: ['[5s]'], count: { by: 'level', rangeMs: 90_000 } } });
  });

  it.each([
    ['{job="a"} | logfmt', '| logfmt'],
    ['{job="a"} | json | line_format "{{.message}}"', '| line_format "{{.message}}"'],
    ['{job="a"} |~ "a.*"', '|~ "a.*"'],
    ['{job="a"} != "a"', '!= "a"'],
    ['{job="a"} | status="200"', '| status="200"'],
    ['{job="a"} | json | status >= 400', '| status >= 400'],
    ['{job="a"} | json status="x"', 'status="x"'],
    ['{job="a"} |= "a" or "b"', 'or "b"'],
    [String.raw`{job="a"} |= "\x41"`, String.raw`|= "\x41"`],
    ['{app="a"}', '{app="a"}'],
    ['{}', '{}'],
    ['rate({job="a"} [5m])', 'rate({job="a"} [5m])'],
    ['sum(count_over_time({job="a"} [5m]))', 'sum(count_over_time({job="a"} [5m]))'],
    ['', ''],
  ])('is refused where %s says more, from there on', (expr, rest) => {
    expect(parseLogql(expr)).toEqual({ kind: 'unknown', rest });
  });

  it('means whole values by its patterns, and the empty text by what is missing', () => {
    const fits = (operator: '=' | '!=' | '=~' | '!~', value: string, actual: string) => createTest({ name: 'x', operator, value })(actual);
    expect([fits('=', 'a', 'a'), fits('=', 'a', 'ab'), fits('!=', 'a', ''), fits('=~', 'a|b', 'b'), fits('=~', 'a|b', 'ab'), fits('=~', '.*', ''), fits('=~', '.+', ''), fits('!~', '4..', '404')]).toEqual([
      true, false, true, true, false, true, false, false,
    ]);
    expect(fits('=~', '.+', 'two\nlines')).toBe(true);
  });
});
