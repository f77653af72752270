import { expect, it } from 'vitest';
import type { ClickResult } from '../../src/client/mining-client.js';
import { createClickSource } from '../../src/cli/load/click-source.js';
import { summaryLines } from '../../src/cli/load/report.js';
import { createTally } from '../../src/cli/load/tally.js';
import { readLoadSummary } from './load-summary.js';

const ATTEMPT = { idempotencyKey: 'key-00000001', attempts: 1 };

it('reads what the load says in the end', () => {
  const nextClick = createClickSource({ runId: 'feedbeef', users: 1, clients: 1, duplicates: 0, random: () => 0.5 });
  const tally = createTally();
  const answers: ClickResult[] = [
    { ...ATTEMPT, kind: 'accepted', status: 202, click: { clickId: 'c1', status: 'queued', statusUrl: '/c1' } },
    { ...ATTEMPT, kind: 'refused', status: 503 },
    { ...ATTEMPT, kind: 'refused', status: 503 },
    { ...ATTEMPT, kind: 'refused', status: 429, problem: { type: '/docs/problems/rate-limited', bucket: 'ip' } },
    { ...ATTEMPT, kind: 'unknown', error: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) },
  ];
  answers.forEach((answer, index) => {
    tally.startAttempt('first', index === 0 ? 25 : 0);
    tally.endAttempt(nextClick().click, answer, 2 * (index + 1));
  });
  tally.leaveOut();
  expect(readLoadSummary(summaryLines(tally).join('\n'))).toEqual({
    sent: 5,
    answers: { 202: 1, 429: 1, 503: 2 },
    unanswered: { ECONNRESET: 1 },
    buckets: { ip: 1 },
    acceptedMs: { p50: 2, p90: 2, p99: 2, 'p99.9': 2, p100: 2 },
    refusedMs: { p50: 6, p90: 8, p99: 8, 'p99.9': 8, p100: 8 },
    lateShare: 0.2,
    worstLateMs: 25,
    unsent: 1,
  });
  expect(() => readLoadSummary('Nothing answered')).toThrow(/did not end as it should/);
});
