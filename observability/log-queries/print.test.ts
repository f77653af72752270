import { describe, expect, it } from 'vitest';
import type { LogQuery } from './log-query.js';
import { ALL_JOBS, atLeast, between, CHOSEN_JOBS, equals, fromLabel, is, isThere, linesOf, linesOfJob, matching, TROUBLE, troubleOf } from './log-query.js';
import { toLogql } from './print-logql.js';
import { toLucene } from './print-lucene.js';

const QUERIES: readonly (readonly [what: string, query: LogQuery, logql: string, lucene: string])[] = [
  ['one job', linesOf('worker'), '{job="mining-click-worker"}', 'service:"mining-click-worker"'],
  ['all jobs, two levels', TROUBLE, '{job=~"mining-click-.+", level=~"warn|error"}', 'service:/mining-click-.+/ AND level:(warn OR error)'],
  ['one level', { job: ALL_JOBS, level: 'error' }, '{job=~"mining-click-.+", level="error"}', 'service:/mining-click-.+/ AND level:"error"'],
  [
    'a pattern of codes', linesOf('worker', is('errorCode', matching('LEDGER_.+'))),
    '{job="mining-click-worker"} | json | errorCode=~"LEDGER_.+"', 'service:"mining-click-worker" AND errorCode:/LEDGER_.+/',
  ],
  ['any code', linesOf('worker', isThere('errorCode')), '{job="mining-click-worker"} | json | errorCode=~".+"', 'service:"mining-click-worker" AND _exists_:errorCode'],
  ['a status', linesOf('api', equals('status', 429)), '{job="mining-click-api"} | json | status = 429', 'service:"mining-click-api" AND status:429'],
  [
    'ranges', linesOf('api', between('status', { from: 429, to: 429 }, { from: 500, to: 599 })),
    '{job="mining-click-api"} | json | (status = 429 or status >= 500 and status <= 599)', 'service:"mining-click-api" AND status:(429 OR [500 TO 599])',
  ],
  [
    'two conditions', linesOf('api', is('endpoint', '/api/mining/click'), atLeast('durationMs', 250)),
    '{job="mining-click-api"} | json | endpoint="/api/mining/click" | durationMs >= 250',
    'service:"mining-click-api" AND endpoint:"/api/mining/click" AND durationMs:[250 TO *]',
  ],
  ['text in quotes', { job: ALL_JOBS, contains: 'a "b"' }, '{job=~"mining-click-.+"} |= "a \\"b\\""', 'service:/mining-click-.+/ AND "a \\"b\\""'],
  [
    'values of labels', troubleOf(linesOfJob(is('errorCode', fromLabel('error_code')))),
    '{job="{{ $labels.job }}", level=~"warn|error"} | json | errorCode="{{ $labels.error_code }}"',
    'service:"{{ $labels.job }}" AND level:(warn OR error) AND errorCode:"{{ $labels.error_code }}"',
  ],
];

describe('a log query', () => {
  it.each(QUERIES)('of %s is printed for both stores', (_what, query, logql, lucene) => {
    expect(toLogql(query, 'templates')).toBe(logql);
    expect(toLucene(query, 'templates')).toBe(lucene);
  });

  it('of a dashboard is Loki only', () => {
    expect(toLogql(CHOSEN_JOBS, 'any')).toBe('{job=~"mining-click-.+", job=~"$job"}');
    expect(() => toLucene(CHOSEN_JOBS, 'any')).toThrow('Loki');
    expect(() => toLucene(linesOf('api', { field: 'status', digits: matching('$status') }), 'any')).toThrow('digits of status');
  });

  it('stands for any value of a label where there is no alert', () => {
    const query = linesOfJob(is('errorCode', fromLabel('error_code')));
    expect(toLogql(query, 'any')).toBe('{job=~"mining-click-.+"} | json | errorCode=~".+"');
    expect(toLucene(query, 'any')).toBe('service:/mining-click-.+/ AND _exists_:errorCode');
  });
});
