import { describe, expect, it } from 'vitest';
import { toExposition } from './exposition.js';

const COUNTER = '# HELP clicks_total How many "clicks".\n# TYPE clicks_total counter\nclicks_total{status="200"} 3';
const GAUGE = '# HELP seen_total_ratio Share.\n# TYPE seen_total_ratio gauge\nseen_total_ratio Nan';

const PROMETHEUS_2 = 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const PROMETHEUS_3 = 'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

describe('the format', () => {
  it.each([PROMETHEUS_2, PROMETHEUS_3, 'application/openmetrics-text'])('is OpenMetrics for %s', (accept) => {
    expect(toExposition([COUNTER], accept).contentType).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
  });

  it.each([undefined, '', '*/*', 'text/plain', 'text/html,*/*;q=0.8', 'application/openmetrics-text;q=0.3, text/plain;q=0.5', 'application/openmetrics-text;q=x'])(
    'is text for %s',
    (accept) => {
      expect(toExposition([COUNTER], accept)).toEqual({
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
        body: `${COUNTER}\n`,
      });
    },
  );
});

describe('OpenMetrics', () => {
  it('names the family of a counter without _total, its samples with it, and ends with a mark', () => {
    const lines = toExposition([COUNTER, GAUGE], 'application/openmetrics-text').body.split('\n');
    expect(lines).toEqual([
      '# HELP clicks How many \\"clicks\\".',
      '# TYPE clicks counter',
      'clicks_total{status="200"} 3',
      '# HELP seen_total_ratio Share.',
      '# TYPE seen_total_ratio gauge',
      'seen_total_ratio NaN',
      '# EOF',
      '',
    ]);
  });
});

describe('examples', () => {
  const HISTOGRAM = ['# HELP took Time.', '# TYPE took histogram', 'took_bucket{le="1"} 1', 'took_bucket{le="+Inf"} 1', 'took_sum 0.5', 'took_count 1'];
  const exemplarsOf = new Map([['took', () => [{ traceId: 'abc', value: 0.5, at: 1_700_000_000_123 }, undefined, undefined, undefined]]]);

  it('stand behind their buckets in OpenMetrics', () => {
    const lines = toExposition([COUNTER, HISTOGRAM.join('\n')], 'application/openmetrics-text', exemplarsOf).body.split('\n');
    expect(lines.filter((line) => line.includes('trace_id'))).toEqual(['took_bucket{le="1"} 1 # {trace_id="abc"} 0.5 1700000000.123']);
    expect(lines).toContain('took_bucket{le="+Inf"} 1');
  });

  it('have no place in the text format', () => {
    expect(toExposition([HISTOGRAM.join('\n')], 'text/plain', exemplarsOf).body).toBe(`${HISTOGRAM.join('\n')}\n`);
  });
});
