import type { FoundClicks, LogLines, QueueState, UserClicks } from '../../console/found.js';
import { EXAMPLE_CLICK_ID, EXAMPLE_KEY, EXAMPLE_USER } from './examples.js';

const ACCEPTED_AT = Date.parse('2026-11-23T12:00:00.250Z');
const COMMITTED_AT = Date.parse('2026-11-23T12:00:00.290Z');
const TRACE_ID = '7c1f0e6a9d2b4c58a3e1f60b5d4c3b2a';
const BATCH_ID = 'p8Zk3vQx1tRw5yLm';

export const FOUND_CLICKS: FoundClicks = {
  clicks: [
    {
      clickId: EXAMPLE_CLICK_ID,
      userId: EXAMPLE_USER,
      idempotencyKey: EXAMPLE_KEY,
      traceId: TRACE_ID,
      batchId: BATCH_ID,
      status: 'credited',
      timeline: [
        { what: 'accepted', at: ACCEPTED_AT, detail: 'Accepted: from here on the click is safe.', from: 'ledger' },
        { what: 'batched', at: ACCEPTED_AT, detail: `In batch ${BATCH_ID}.`, from: 'redis', sinceBefore: 0 },
        { what: 'committed', at: COMMITTED_AT, detail: 'Credited 1: the balance was 1 after it.', from: 'ledger', sinceBefore: 40 },
      ],
      ledger: {
        clickId: EXAMPLE_CLICK_ID,
        userId: EXAMPLE_USER,
        idempotencyKey: EXAMPLE_KEY,
        traceId: TRACE_ID,
        status: 'credited',
        amount: 1,
        balance: 1,
        acceptedAt: new Date(ACCEPTED_AT).toISOString(),
        processedAt: new Date(COMMITTED_AT).toISOString(),
      },
      problems: [],
    },
  ],
  problems: [],
};

export const USER_CLICKS: UserClicks = {
  userId: EXAMPLE_USER,
  account: { balance: 1, suspended: false },
  clicks: [{ clickId: EXAMPLE_CLICK_ID, idempotencyKey: EXAMPLE_KEY, status: 'credited', amount: 1, acceptedAt: ACCEPTED_AT }],
};

export const LOG_LINES: LogLines = {
  source: 'folder',
  lines: [
    {
      at: ACCEPTED_AT + 1,
      process: 'mining-click-api',
      level: 'info',
      message: 'request',
      fields: { method: 'POST', endpoint: '/api/mining/click', status: 202, durationMs: 3.2, clickId: EXAMPLE_CLICK_ID, traceId: TRACE_ID, queueDepth: 1 },
    },
  ],
  isCut: false,
};

export const QUEUE_ACT = { reason: 'MongoDB is being upgraded' };
export const QUEUE: QueueState = {
  at: ACCEPTED_AT,
  name: 'mining-clicks',
  isPaused: false,
  depth: 0,
  jobs: { waiting: 0, active: 0, delayed: 0, failed: 0, completed: 1, prioritized: 0 },
  oldestMs: null,
};
export const PAUSED_QUEUE: QueueState = { ...QUEUE, isPaused: true, pause: { at: ACCEPTED_AT, known: 'event', by: 'olga', reason: QUEUE_ACT.reason } };
