import { EXAMPLE_CLICK_ID, EXAMPLE_USER } from './examples.js';
import { FOUND_CLICKS, LOG_LINES, PAUSED_QUEUE, QUEUE, QUEUE_ACT, USER_CLICKS } from './examples-found.js';
import type { Operation, RouteName } from './operation.js';

const COMMON = { tag: 'administration', scope: 'admin', requestHeaders: ['traceparent'] } as const;

/** What the console finds of single clicks, and how it acts on the queue. */
export const FOUND_OPERATIONS = {
  'GET /api/admin/clicks': {
    ...COMMON,
    id: 'findClicks',
    summary: 'All that is known of a click',
    description:
      'By `clickId`, by `user` and `key` together, or by `traceId`, which may be of several. Asks queue, ledger, dead letters and log lines; what does not answer is named in `problems`, and the rest is shown. A trace id is looked for in the newest rows and batches and in log lines.',
    parameterExamples: { clickId: EXAMPLE_CLICK_ID },
    answers: { 200: { description: 'The click, or those of the trace', example: FOUND_CLICKS } },
    problems: ['click-not-found'],
  },
  'GET /api/admin/users/:user/clicks': {
    ...COMMON,
    id: 'listUserClicks',
    summary: "A user's clicks by time, and the account",
    description: 'Of the ledger, archived ones too, newest first; clicks that come or are archived meanwhile shift nothing. Those that are queued still are not among them.',
    parameterExamples: { user: EXAMPLE_USER, limit: '20' },
    answers: { 200: { description: 'A page of them', example: USER_CLICKS } },
    problems: ['ledger-unavailable'],
  },
  'GET /api/admin/logs': {
    ...COMMON,
    id: 'readLogLines',
    summary: 'Log lines about a click, a trace or a batch',
    description:
      'Read from the folder `MINING_CONSOLE_LOGS_FOLDER`, else from the Loki or the Elasticsearch that lines are sent to. Bounded: at most 64 MiB of files, or what one search gives; `isCut` and `problem` say when there is more.',
    parameterExamples: { clickId: EXAMPLE_CLICK_ID, limit: '200' },
    answers: { 200: { description: 'The newest lines', example: LOG_LINES } },
  },
  'GET /api/admin/queue': {
    ...COMMON,
    id: 'getQueue',
    summary: 'The queue: depth, tickets by state, age, pause',
    description: 'Read from Redis at one instant, but for the pause.',
    answers: { 200: { description: 'Its state', example: QUEUE } },
    problems: ['queue-unavailable'],
  },
  'POST /api/admin/queue/pause': {
    ...COMMON,
    id: 'pauseQueue',
    summary: 'Let workers take no more tickets',
    description:
      "BullMQ's own pause, for all workers. What they have in hand is posted; clicks are accepted until the cap, and wait. Alerts about lag and depth fire as they do when workers are away. Who asked, and why, is written into the audit trail first. Safe to repeat.",
    requestExample: QUEUE_ACT,
    answers: { 200: { description: 'The state afterwards', example: PAUSED_QUEUE } },
    problems: ['queue-unavailable', 'ledger-unavailable'],
  },
  'POST /api/admin/queue/resume': {
    ...COMMON,
    id: 'resumeQueue',
    summary: 'Let workers take tickets again',
    description: 'Ends a pause, whoever began it. Who asked, and why, is written into the audit trail first. Safe to repeat.',
    requestExample: QUEUE_ACT,
    answers: { 200: { description: 'The state afterwards', example: QUEUE } },
    problems: ['queue-unavailable', 'ledger-unavailable'],
  },
} as const satisfies Readonly<Record<RouteName, Operation>>;
