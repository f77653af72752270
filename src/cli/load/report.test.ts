import { describe, expect, it } from 'vitest';
import { createClickSource } from './click-source.js';
import { progressLine, summaryLines } from './report.js';
import { createTally } from './tally.js';

const nextClick = createClickSource({ runId: 'feedbeef', users: 1, clients: 1, duplicates: 0, random: () => 0.5 });

const ATTEMPT = { idempotencyKey: 'key-00000001', attempts: 1 };
const CLICK = { clickId: 'c1', status: 'queued', statusUrl: '/api/mining/clicks/c1' } as const;

/** Two clicks, one accepted and sent twice, one refused; and one connection that was reset. */
function tallyOfAFew() {
  const tally = createTally();
  const [accepted, refused, reset] = [nextClick().click, nextClick().click, nextClick().click];
  tally.startAttempt('first', 0);
  tally.endAttempt(accepted, { ...ATTEMPT, kind: 'accepted', status: 202, click: CLICK }, 5);
  accepted.accepted = true;
  tally.startAttempt('duplicate', 25);
  tally.endAttempt(accepted, { ...ATTEMPT, kind: 'replayed', status: 200, click: CLICK }, 7);
  tally.startAttempt('first', 0);
  tally.endAttempt(refused, { ...ATTEMPT, kind: 'refused', status: 429, problem: { type: '/docs/problems/rate-limited', bucket: 'ip' } }, 1);
  tally.startAttempt('first', 0);
  tally.endAttempt(reset, { ...ATTEMPT, kind: 'unknown', error: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }, 3);
  tally.startAttempt('repeat', 5000);
  return tally;
}

describe('the report', () => {
  it('shows in one line how the load stands', () => {
    const line = progressLine(4, tallyOfAFew());
    expect(line).toBe('4 s  sent 5  202: 1  200: 1  429: 1  503: 0  errors 1  in flight 1  p50 5.0 ms  p99 7.0 ms');
  });

  it('counts distinct clicks, the refusing buckets, and late sends as faults of its own', () => {
    const lines = summaryLines(tallyOfAFew());
    expect(lines).toContain('sent       5: 3 clicks, 1 duplicates, 1 repetitions');
    expect(lines).toContain('answers    200: 1  202: 1  429: 1');
    expect(lines).toContain('unanswered ECONNRESET: 1');
    expect(lines).toContain('refused by ip: 1 (buckets of the 429s)');
    expect(lines).toContain('accepted   1 of 3 distinct clicks (33.33 %)');
    expect(lines).toContain('own faults 1 sends began more than 10 ms late (25.00 %), at worst 25 ms; most in flight 1');
  });

  it('says when clicks were not sent', () => {
    const tally = createTally();
    tally.leaveOut();
    expect(summaryLines(tally).at(-1)).toContain('1 were never sent, too many were in flight');
  });
});
