import { describe, expect, it } from 'vitest';
import { readAnswer } from './answer.js';

describe('readAnswer', () => {
  it('reads what a refusal says', () => {
    const body = JSON.stringify({ type: '/docs/problems/rate-limited', bucket: 'ip', outcome: 'not-accepted' });
    const answer = readAnswer(429, { 'retry-after': '3' }, body);
    expect(answer).toEqual({ status: 429, bucket: 'ip', outcome: 'not-accepted', retryAfterMs: 3000 });
  });

  it('reads a Retry-After that is a date', () => {
    const now = Date.parse('2026-11-23T10:00:00Z');
    const later = { 'retry-after': 'Mon, 23 Nov 2026 10:00:05 GMT' };
    const earlier = { 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' };
    expect(readAnswer(503, later, '', now).retryAfterMs).toBe(5000);
    expect(readAnswer(503, earlier, '', now).retryAfterMs).toBe(0);
  });

  it.each(['', '<html>', 'null', '[]', '{"clickId":7}'])('finds nothing in the body %o', (body) => {
    expect(readAnswer(202, { 'retry-after': 'soon' }, body)).toEqual({ status: 202 });
  });
});
