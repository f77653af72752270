import { createClickId } from '../../click/click-id.js';
import { clickAnswer } from '../click-answer.js';

/** The examples are one story, which a test plays: anna clicks, is credited, and asks. */
export const EXAMPLE_USER = 'anna';
export const EXAMPLE_KEY = '8e03978e-40d5-43dd-bc93-6894a57f9324';
export const EXAMPLE_CLICK_ID = createClickId(EXAMPLE_USER, EXAMPLE_KEY);
const OFFLINE_KEY = '0f4c7a52-9f5c-4f0e-9a59-a3f1d2c9b6e1';

export const CLICK_BODY = { clientTimestamp: '2026-11-23T12:00:00Z', source: 'button' };

export const QUEUED = clickAnswer(EXAMPLE_CLICK_ID, { status: 'queued' });
export const CREDITED = clickAnswer(EXAMPLE_CLICK_ID, { status: 'credited', amount: 1, balance: 1 });

export const ACCOUNT = {
  userId: EXAMPLE_USER,
  balance: 1,
  latestClicks: [{ ...CREDITED, acceptedAt: '2026-11-23T12:00:00.250Z', processedAt: '2026-11-23T12:00:00.290Z' }],
};

/** The first was sent before the app went offline. */
export const CLICKS_BODY = {
  clicks: [
    { idempotencyKey: EXAMPLE_KEY, ...CLICK_BODY },
    { idempotencyKey: OFFLINE_KEY, clientTimestamp: '2026-11-23T12:05:00Z', source: 'button' },
  ],
};

export const CLICKS_RESULTS = {
  results: [
    { idempotencyKey: EXAMPLE_KEY, status: 200, body: CREDITED },
    { idempotencyKey: OFFLINE_KEY, status: 202, body: clickAnswer(createClickId(EXAMPLE_USER, OFFLINE_KEY), { status: 'queued' }) },
  ],
};

/** Another click of hers failed, and was replayed afterwards. */
const FAILED_KEY = '5b1f6a38-3f0e-4a55-8c1c-0d6c7f1f9a10';
const FAILED_AT = '2026-11-23T12:10:00.300Z';
export const EXAMPLE_FAILED_ID = createClickId(EXAMPLE_USER, FAILED_KEY);
export const FAILED_CLICK = {
  clickId: EXAMPLE_FAILED_ID,
  userId: EXAMPLE_USER,
  idempotencyKey: FAILED_KEY,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  acceptedAt: Date.parse('2026-11-23T12:10:00.250Z'),
};
export const DEAD_LETTER = {
  id: EXAMPLE_FAILED_ID,
  state: 'open',
  code: 'LEDGER_REFUSED',
  message: 'Document failed validation',
  attempts: 1,
  firstAt: FAILED_AT,
  lastAt: FAILED_AT,
  traceId: FAILED_CLICK.traceId,
  payload: FAILED_CLICK,
  replays: [],
} as const;
export const DEAD_LETTERS = { open: 1, byCode: [{ code: DEAD_LETTER.code, count: 1, oldest: FAILED_AT }], letters: [DEAD_LETTER] };

export const REPLAY_BODY = { ids: [EXAMPLE_FAILED_ID] };
export const REPLAY_ANSWER = {
  dryRun: false,
  result: 'done',
  matching: 1,
  counts: { credited: 1 },
  results: [{ id: EXAMPLE_FAILED_ID, result: 'credited', amount: 1, balance: 2 }],
};
export const AUDIT_TRAIL = {
  entries: [
    {
      id: '6922f5e8c3a1b2d4e5f60718',
      at: '2026-11-23T14:00:00.000Z',
      by: EXAMPLE_USER,
      via: 'http',
      act: 'replay-dead-letters',
      filter: REPLAY_BODY,
      result: 'done',
      counts: REPLAY_ANSWER.counts,
      endedAt: '2026-11-23T14:00:00.050Z',
    },
  ],
};

export const METRICS_TEXT = 'mining_click_requests_total{status="202"} 1\n';
