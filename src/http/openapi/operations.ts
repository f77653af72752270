import {
  ACCOUNT, AUDIT_TRAIL, CLICK_BODY, CLICKS_BODY, CLICKS_RESULTS, CREDITED, DEAD_LETTER, DEAD_LETTERS, EXAMPLE_CLICK_ID, EXAMPLE_FAILED_ID, EXAMPLE_KEY, EXAMPLE_USER,
  METRICS_TEXT, QUEUED, REPLAY_ANSWER, REPLAY_BODY,
} from './examples.js';
import { MEASURED_OPERATIONS } from './measured-operations.js';
import type { AnswerDescription, Operation, RouteName } from './operation.js';
import { FOUND_OPERATIONS } from './operations-found.js';

const STATUS_READ: AnswerDescription = {
  description: 'Where the click is',
  sometimes: ['RateLimit', 'RateLimit-Policy'],
  example: CREDITED,
};

/**
 * Every route of the API. An answer that is new is added here, in `answers` or `problems` of its operation; a route
 * that is not here keeps the API from starting.
 */
export const OPERATIONS: Readonly<Record<RouteName, Operation>> = {
  'POST /api/mining/click': {
    id: 'postClick',
    tag: 'clicks',
    summary: 'Post a click',
    description:
      'Accepts a click once, however often it is sent with the same key. 202 and 200 mean that it is safe; every other answer uses no key up. After 429, 503, 408, 500 or no answer at all, repeat it with the same key and the same body. A key is remembered for MINING_IDEMPOTENCY_TTL_SECONDS (24 h); later it is accepted again, credited nothing, and its status is the first one.',
    scope: 'click',
    requestHeaders: ['Idempotency-Key', 'traceparent'],
    requestExample: CLICK_BODY,
    answers: {
      200: {
        description: 'Accepted before, with the same body: where it is now',
        headers: ['Location', 'Idempotency-Key', 'Idempotency-Replayed', 'X-Queue-Depth'],
        sometimes: ['RateLimit', 'RateLimit-Policy'],
        example: CREDITED,
      },
      202: {
        description: 'Accepted: the click is safe',
        headers: ['Location', 'Idempotency-Key', 'X-Queue-Depth'],
        sometimes: ['RateLimit', 'RateLimit-Policy'],
        example: QUEUED,
      },
    },
    problems: ['key-reused', 'rate-limited', 'queue-full', 'memory-guard', 'redis-forgot', 'draining', 'admission-unavailable', 'ledger-unavailable'],
  },
  'POST /api/mining/clicks': {
    id: 'postClicks',
    tag: 'clicks',
    summary: 'Post up to 100 clicks of one user',
    description:
      'Decides on each click as if it had been posted alone, in their order. The answer is 200 whatever became of them: each result has the status, the body and the seconds of Retry-After that the click would have had alone. Repeat those that need it, with the same keys.',
    scope: 'click',
    requestHeaders: ['traceparent'],
    requestExample: CLICKS_BODY,
    answers: { 200: { description: 'A result for each click, in their order', sometimes: ['X-Queue-Depth', 'RateLimit', 'RateLimit-Policy'], example: CLICKS_RESULTS } },
  },
  'GET /api/mining/click/status': {
    id: 'getClickStatusByKey',
    tag: 'clicks',
    summary: "Where the caller's click with this idempotency key is",
    description: 'Never 404 for a click that was accepted. Asks Redis while the click is in flight and the ledger afterwards.',
    scope: 'click',
    requestHeaders: ['traceparent'],
    parameterExamples: { key: EXAMPLE_KEY },
    answers: { 200: STATUS_READ },
    problems: ['click-not-found', 'rate-limited', 'ledger-unavailable'],
  },
  'GET /api/mining/clicks/:clickId': {
    id: 'getClick',
    tag: 'clicks',
    summary: "Where the caller's click is",
    description: "The address that `Location` and `statusUrl` give. Another user's click is not found.",
    scope: 'click',
    requestHeaders: ['traceparent'],
    parameterExamples: { clickId: EXAMPLE_CLICK_ID },
    answers: { 200: STATUS_READ },
    problems: ['click-not-found', 'rate-limited', 'ledger-unavailable'],
  },
  'GET /api/mining/account': {
    id: 'getAccount',
    tag: 'account',
    summary: "The caller's balance and latest clicks",
    description: 'The 20 latest clicks that were processed. A user without any has the balance 0.',
    scope: 'click',
    requestHeaders: ['traceparent'],
    answers: { 200: { description: 'Balance and latest clicks', sometimes: ['RateLimit', 'RateLimit-Policy'], example: ACCOUNT } },
    problems: ['rate-limited', 'ledger-unavailable'],
  },
  'GET /api/admin/dead-letters': {
    id: 'listDeadLetters',
    tag: 'administration',
    summary: 'Clicks that failed, and batches that lost their clicks',
    description: 'Page by page; letters that come or are replayed meanwhile shift nothing. `open` counts by the same filter, whatever `state` and page are asked for; `byCode` counts all open ones.',
    scope: 'admin',
    requestHeaders: ['traceparent'],
    parameterExamples: { code: DEAD_LETTER.code, user: EXAMPLE_USER, limit: '20' },
    answers: { 200: { description: 'A page of them', example: DEAD_LETTERS } },
    problems: ['ledger-unavailable'],
  },
  'GET /api/admin/dead-letters/:id': {
    id: 'getDeadLetter',
    tag: 'administration',
    summary: 'All that is known of a dead letter',
    description: 'Its click as it was accepted, why it failed, and every try to replay it.',
    scope: 'admin',
    requestHeaders: ['traceparent'],
    parameterExamples: { id: EXAMPLE_FAILED_ID },
    answers: { 200: { description: 'The dead letter', example: DEAD_LETTER } },
    problems: ['dead-letter-not-found', 'ledger-unavailable'],
  },
  'POST /api/admin/dead-letters/replay': {
    id: 'replayDeadLetters',
    tag: 'administration',
    summary: 'Credit failed clicks as the reward policy decides now',
    description:
      'Either the letters with these `ids`, or the oldest open ones of a `filter`. A click is credited once at most, whatever is repeated or runs at the same time: repeat the request when there was no answer. Ten a second; after 4 s no further one is begun. Who asked is written into the audit trail before anything is done; a dry run is not.',
    scope: 'admin',
    requestHeaders: ['traceparent'],
    requestExample: REPLAY_BODY,
    answers: { 200: { description: 'What came of each letter', example: REPLAY_ANSWER } },
    problems: ['ledger-unavailable'],
  },
  'GET /api/admin/audit-trail': {
    id: 'listAuditTrail',
    tag: 'administration',
    summary: 'Who did what to ledger and queue, and when',
    description: 'The newest first, whichever way it was done: by a command or by a request.',
    scope: 'admin',
    requestHeaders: ['traceparent'],
    parameterExamples: { act: 'replay-dead-letters', limit: '20' },
    answers: { 200: { description: 'A page of it', example: AUDIT_TRAIL } },
    problems: ['ledger-unavailable'],
  },
  ...FOUND_OPERATIONS,
  ...MEASURED_OPERATIONS,
  'GET /api/metrics': {
    id: 'getMetrics',
    tag: 'operation',
    summary: 'Metrics for Prometheus',
    description: 'As Prometheus text, or as OpenMetrics when `Accept` asks for it. Whether it asks for a token is a setting; so is whether it is here at all or on a listener of its own.',
    scope: 'metrics?',
    answers: { 200: { description: 'The metrics', text: ['text/plain', 'application/openmetrics-text'], example: METRICS_TEXT } },
  },
  'GET /livez': {
    id: 'getLiveness',
    tag: 'operation',
    summary: 'Whether the process is alive',
    description: 'Its event loop turns.',
    answers: { 200: { description: 'Alive', example: { status: 'alive' } } },
  },
  'GET /readyz': {
    id: 'getReadiness',
    tag: 'operation',
    summary: 'Whether the process should get requests',
    description: 'Redis answers in time and the process is not stopping.',
    answers: {
      200: { description: 'Ready', example: { status: 'ready' } },
      503: { description: 'Not ready, and why', example: { status: 'not-ready', reason: 'this process is stopping' } },
    },
  },
  'GET /docs/runbooks/:name': {
    id: 'getRunbook',
    tag: 'documents',
    summary: 'The runbook of an alert',
    description: 'Where `runbook_url` of an alert leads.',
    parameterExamples: { name: 'MiningWorkerStalled' },
    answers: { 200: { description: 'The page, in Markdown', text: ['text/plain'] } },
    problems: ['route-not-found'],
  },
  'GET /docs/problems/:name': {
    id: 'getProblemPage',
    tag: 'documents',
    summary: 'What a problem means, and what to do',
    description: 'Where `type` of an error answer leads.',
    parameterExamples: { name: 'queue-full' },
    answers: { 200: { description: 'The page, in Markdown', text: ['text/plain'] } },
    problems: ['route-not-found'],
  },
  'GET /docs/openapi.json': {
    id: 'getOpenApiDocument',
    tag: 'documents',
    summary: 'This document',
    description: 'Made of the schemas that the routes check with.',
    answers: { 200: { description: 'OpenAPI 3.1' } },
  },
};
