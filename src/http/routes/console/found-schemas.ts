import { Type, type Static } from 'typebox';
import { CLICK_ID_PATTERN } from '../../../click/click-id.js';
import { IDEMPOTENCY_KEY_PATTERN, USER_ID_PATTERN } from '../../../click/click.js';
import type { FoundClick, LogLine, LogLines, Pause, TimelineStep } from '../../../console/found.js';
import { CLICK_CURSOR_PATTERN } from '../../../ledger/click-history.js';
import { pageSize } from '../admin-schemas.js';

/** Lines that are given unless told otherwise. */
export const STANDARD_LINES = 200;

const oneOf = <T extends string>(values: readonly T[], description: string) => Type.Unsafe<T>({ type: 'string', enum: [...values], description });
const time = (description: string) => Type.Integer({ description: `${description}: milliseconds since 1970` });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const anyFields = (description: string) => Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true, description });
const problems = (description: string) => Type.Array(Type.String(), { description });

const clickId = Type.String({ pattern: CLICK_ID_PATTERN, description: 'The id of a click' });
const traceId = Type.String({ pattern: '^[0-9a-f]{32}$', description: 'The W3C trace id of a request' });
const batchId = Type.String({ pattern: '^[A-Za-z0-9_-]{8,64}$', description: 'The id of a batch' });
const user = Type.String({ pattern: USER_ID_PATTERN, description: 'A user' });

export const clicksQuerySchema = Type.Object(
  {
    clickId: Type.Optional(clickId),
    user: Type.Optional(user),
    key: Type.Optional(Type.String({ pattern: IDEMPOTENCY_KEY_PATTERN, description: "With user: the client's idempotency key" })),
    traceId: Type.Optional(traceId),
  },
  { additionalProperties: false },
);
export type ClicksQuery = Static<typeof clicksQuerySchema>;

const STATUSES = ['queued', 'credited', 'rejected', 'failed', 'archived', 'erased', 'unknown'] as const satisfies readonly FoundClick['status'][];
const STEPS = ['accepted', 'batched', 'taken', 'attempt', 'committed', 'failed', 'replayed', 'archived', 'erased'] as const satisfies readonly TimelineStep['what'][];
const code = Type.Optional(Type.String({ description: 'Why it was rejected or failed: docs/errors.md' }));

const stepSchema = Type.Object({
  what: oneOf<TimelineStep['what']>(STEPS, 'attempt: a try to post it, that succeeded or failed; committed: credited or rejected'),
  at: Type.Union([Type.Integer(), Type.Null()], { description: 'Milliseconds since 1970; null: it is not known when' }),
  detail: Type.String({ description: 'A sentence' }),
  isFailure: Type.Optional(Type.Literal(true, { description: 'It was in vain' })),
  sinceBefore: Type.Optional(count('Milliseconds since the step before')),
  from: oneOf<TimelineStep['from']>(['redis', 'ledger', 'logs', 'dead letters'], 'What it is known from'),
});

export const foundClickSchema = Type.Object({
  clickId: Type.String(),
  userId: Type.Optional(Type.String()),
  idempotencyKey: Type.Optional(Type.String()),
  traceId: Type.Optional(Type.String({ description: 'Of the request that sent it' })),
  batchId: Type.Optional(Type.String()),
  status: oneOf<FoundClick['status']>(STATUSES, 'archived: credited or rejected, see ledger; unknown: accepted, and who knows what became of it does not say'),
  code,
  timeline: Type.Array(stepSchema, { description: 'In the order in which clicks go' }),
  ledger: Type.Optional(anyFields('Its row in the ledger')),
  deadLetter: Type.Optional(Type.String({ description: 'The id of its dead letter' })),
  problems: problems('Parts that did not answer: what they know is missing'),
});

export const foundClicksSchema = Type.Object({
  clicks: Type.Array(foundClickSchema),
  problems: problems('Where there may be more that were not found'),
});

export const userParamsSchema = Type.Object({ user });
export const userClicksQuerySchema = Type.Object(
  { limit: Type.Optional(pageSize), cursor: Type.Optional(Type.String({ pattern: CLICK_CURSOR_PATTERN, description: 'The `next` of the page before' })) },
  { additionalProperties: false },
);
export type UserClicksQuery = Static<typeof userClicksQuerySchema>;

export const userClicksSchema = Type.Object({
  userId: Type.String(),
  account: Type.Optional(Type.Object({ balance: Type.Union([Type.Integer(), Type.Null()], { description: "null: it is no whole number, and MongoDB refuses this user's clicks" }), suspended: Type.Boolean({ description: 'Clicks are rejected' }) }, { description: 'Missing before the first credited click' })),
  clicks: Type.Array(
    Type.Object({
      clickId: Type.String(),
      idempotencyKey: Type.Optional(Type.String()),
      status: oneOf<FoundClick['status']>(STATUSES, 'What became of it; of an archived one too'),
      code,
      amount: Type.Integer({ description: 'Units that it gave' }),
      acceptedAt: time('When it was accepted'),
    }),
    { description: 'Newest first; those that are queued still are not among them' },
  ),
  next: Type.Optional(Type.String({ description: 'There is more: the `cursor` of the next page' })),
});

export const logsQuerySchema = Type.Object(
  {
    clickId: Type.Optional(clickId),
    traceId: Type.Optional(traceId),
    batchId: Type.Optional(batchId),
    since: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', description: 'Not before: milliseconds since 1970' })),
    limit: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: `The newest 1 to 1000; ${STANDARD_LINES} unless said otherwise` })),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type LogsQuery = Static<typeof logsQuerySchema>;

const lineSchema = Type.Unsafe<LogLine>(
  Type.Object({
    at: time('When it was written'),
    process: Type.String({ description: 'mining-click-api, mining-click-worker or mining-click-exporter' }),
    level: Type.String(),
    message: Type.String(),
    fields: anyFields('As docs/logs.md says'),
  }),
);

export const logLinesSchema = Type.Object({
  source: oneOf<LogLines['source']>(['folder', 'loki', 'elasticsearch', 'none'], 'Where lines are read from'),
  lines: Type.Array(lineSchema, { description: 'Oldest first' }),
  isCut: Type.Boolean({ description: 'There are more, or not everything was looked at' }),
  problem: Type.Optional(Type.String({ description: 'Why there are none, or not all' })),
});

const jobs = ['waiting', 'active', 'delayed', 'failed', 'completed', 'prioritized'] as const;

export const queueSchema = Type.Object({
  at: time('By the clock of Redis'),
  name: Type.String(),
  isPaused: Type.Boolean({ description: 'Workers take no tickets; clicks are accepted until the cap' }),
  pause: Type.Optional(
    Type.Object(
      {
        at: time('By the clock of Redis'),
        known: oneOf<Pause['known']>(['event', 'audit trail', 'at the latest'], 'event: BullMQ remembers it; audit trail: BullMQ does not; at the latest: it was paused then already, and nobody remembers since when'),
        by: Type.Optional(Type.String({ description: 'Who paused it by the console; missing: somebody did by other means' })),
        reason: Type.Optional(Type.String({ description: 'Why, by the audit trail' })),
        problem: Type.Optional(Type.String({ description: 'Why it is not known who paused it' })),
      },
      { description: 'While it is paused: since when, and by whom' },
    ),
  ),
  depth: count('Clicks that are accepted and not finished'),
  jobs: Type.Object(Object.fromEntries(jobs.map((state) => [state, count(`Tickets that are ${state}`)])) as Record<(typeof jobs)[number], ReturnType<typeof count>>),
  oldestMs: Type.Union([count('Milliseconds'), Type.Null()], { description: 'How long the oldest unfinished batch has waited; null: there is none' }),
});

export const queueActSchema = Type.Object(
  { reason: Type.String({ minLength: 3, maxLength: 300, pattern: '\\S', description: 'Why, for the audit trail' }) },
  { additionalProperties: false },
);
export type QueueActBody = Static<typeof queueActSchema>;
