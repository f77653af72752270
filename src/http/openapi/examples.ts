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

export const METRICS_TEXT = 'mining_click_requests_total{status="202"} 1\n';
