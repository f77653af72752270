import { Type, type Static } from 'typebox';
import { USER_ID_PATTERN } from '../../click/click.js';
import { ERROR_CODES, type ErrorCode } from '../../click/codes.js';
import { AUDITED_ACTS, ENTRY_CURSOR_PATTERN, type Actor, type AuditedAct, type AuditEntry } from '../../ledger/audit-trail.js';
import { LETTER_CURSOR_PATTERN, type ReplayResult } from '../../ledger/dead-letters.js';

/** Letters that one request replays at most, and what it does unless told otherwise. */
export const MOST_REPLAYED = 25;
/** Letters or entries a page, unless told otherwise. */
export const STANDARD_PAGE = 20;

const oneOf = <T extends string>(values: readonly T[], description: string) => Type.Unsafe<T>({ type: 'string', enum: [...values], description });
const time = (description: string) => Type.String({ format: 'date-time', description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
/** Queries are texts: nothing is converted. */
export const pageSize = Type.String({ pattern: '^([1-9][0-9]?|100)$', description: `1 to 100; ${STANDARD_PAGE} unless said otherwise` });

const letterId = Type.String({ pattern: '^(c[0-9a-f]{40}|batch-[A-Za-z0-9_-]{1,64})$', description: 'The id of its click, or batch- and the id of the batch' });
export const letterParamsSchema = Type.Object({ id: letterId });

const filterFields = {
  code: Type.Optional(oneOf<ErrorCode>(ERROR_CODES, 'Those with this error code: docs/errors.md')),
  since: Type.Optional(time('Those that first failed at this time or later')),
  before: Type.Optional(time('Those that first failed before this time')),
};

export const lettersQuerySchema = Type.Object(
  {
    state: Type.Optional(oneOf(['open', 'replayed', 'all'], 'open unless said otherwise')),
    ...filterFields,
    user: Type.Optional(Type.String({ pattern: USER_ID_PATTERN, description: 'Those of this user' })),
    order: Type.Optional(oneOf(['newest', 'oldest'], 'By the first failure; newest first unless said otherwise')),
    limit: Type.Optional(pageSize),
    cursor: Type.Optional(Type.String({ pattern: LETTER_CURSOR_PATTERN, description: 'The `next` of the page before' })),
  },
  { additionalProperties: false },
);
export type LettersQuery = Static<typeof lettersQuerySchema>;

const accountSchema = Type.Object(
  {
    userId: Type.String({ pattern: USER_ID_PATTERN }),
    balance: Type.Integer({ minimum: 0 }),
    suspended: Type.Boolean(),
    lastCreditedAt: Type.Integer({ minimum: 0, description: 'Milliseconds since 1970' }),
    day: Type.String({ pattern: '^$|^\\d{4}-\\d{2}-\\d{2}$', description: 'The UTC day that creditedToday counts' }),
    creditedToday: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);

export const replayBodySchema = Type.Object(
  {
    ids: Type.Optional(Type.Array(letterId, { minItems: 1, maxItems: MOST_REPLAYED, uniqueItems: true, description: 'These letters' })),
    filter: Type.Optional(Type.Object(filterFields, { additionalProperties: false, description: 'Or the oldest open ones of these; {} for any' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_REPLAYED, description: `With filter: how many; ${MOST_REPLAYED} unless said otherwise` })),
    dryRun: Type.Optional(Type.Boolean({ description: 'Only say what would be done' })),
    assumed: Type.Optional(Type.Array(accountSchema, { maxItems: MOST_REPLAYED, description: 'With dryRun: what these accounts are taken to be, as an earlier dry run said' })),
  },
  { additionalProperties: false },
);
export type ReplayBody = Static<typeof replayBodySchema>;
export type FilterFields = Pick<ReplayBody, 'filter'>['filter'] & object;

/** Which of the optional members are there depends on `result`. */
const resultFields = {
  result: oneOf<ReplayResult['result']>(
    ['credited', 'rejected', 'failed', 'already-replayed', 'unreplayable', 'absent'],
    'failed: once more, the letter stays open; of the last three nothing was done',
  ),
  amount: Type.Optional(Type.Integer({ description: 'If credited: units' })),
  balance: Type.Optional(Type.Integer({ description: 'If credited: units of the user after it' })),
  code: Type.Optional(Type.String({ description: 'Why it was rejected or failed: docs/errors.md' })),
  message: Type.Optional(Type.String({ description: 'If failed: what the ledger said' })),
  why: Type.Optional(Type.String({ description: 'If unreplayable' })),
};

const actorFields = {
  by: Type.String({ description: 'The subject of the token, or the user of the operating system' }),
  via: oneOf<Actor['via']>(['http', 'command'], 'By which way'),
};

export const letterSchema = Type.Object({
  id: Type.String({ description: 'The id of its click, or batch- and the id of the batch' }),
  state: oneOf(['open', 'replayed'], 'replayed: credited or rejected by the policy'),
  code: Type.String({ description: 'Why it failed the last time: docs/errors.md' }),
  message: Type.String({ description: 'What was said then' }),
  attempts: count('How often it was tried and failed: once by the workers, and by each replay that failed'),
  firstAt: time('When it first failed'),
  lastAt: time('When it last failed'),
  traceId: Type.Optional(Type.String({ description: 'Of the request that sent the click' })),
  payload: Type.Optional(
    Type.Object(
      {
        clickId: Type.String(),
        userId: Type.String(),
        idempotencyKey: Type.String(),
        traceId: Type.String(),
        spanId: Type.Optional(Type.String()),
        clientTimestamp: Type.Optional(Type.String()),
        source: Type.Optional(Type.String()),
        acceptedAt: Type.Integer({ description: "Milliseconds since 1970, on Redis' clock" }),
      },
      { description: 'The click as it was accepted; a batch that lost its clicks has none' },
    ),
  ),
  replays: Type.Array(Type.Object({ at: time('When'), ...actorFields, ...resultFields }), { description: 'The latest, oldest first' }),
});
export type LetterAnswer = Static<typeof letterSchema>;

const next = Type.Optional(Type.String({ description: 'There is more: the `cursor` of the next page' }));

const openLettersSchema = Type.Object({ code: oneOf<ErrorCode>(ERROR_CODES, 'docs/errors.md'), count: count('How many'), oldest: time('When the oldest of them first failed') });

export const lettersSchema = Type.Object({
  open: count('How many open ones the filter has, on all pages'),
  byCode: Type.Array(openLettersSchema, { description: 'All open ones, whatever the filter, by their code; the most first' }),
  letters: Type.Array(letterSchema),
  next,
});
export type LettersAnswer = Static<typeof lettersSchema>;

const counts = Type.Unsafe<Readonly<Record<string, number>>>({
  type: 'object', additionalProperties: { type: 'integer' }, description: 'How many had each result',
});

export const replayAnswerSchema = Type.Object({
  dryRun: Type.Boolean(),
  result: oneOf(['done', 'stopped'], 'stopped: time was up; the rest was left alone, ask again'),
  matching: count('How many open ones the choice is of'),
  counts,
  results: Type.Array(Type.Object({ id: Type.String(), ...resultFields }), { description: 'Of each letter, in the order in which they were replayed' }),
  assumed: Type.Optional(Type.Array(accountSchema, { description: 'Of a dry run: what accounts would be after it. One that is given them goes on from there' })),
});
export type ReplayAnswer = Static<typeof replayAnswerSchema>;

export const auditTrailQuerySchema = Type.Object(
  {
    act: Type.Optional(oneOf<AuditedAct>(AUDITED_ACTS, 'Only these')),
    by: Type.Optional(Type.String({ pattern: USER_ID_PATTERN, description: 'Only of this person' })),
    limit: Type.Optional(pageSize),
    cursor: Type.Optional(Type.String({ pattern: ENTRY_CURSOR_PATTERN, description: 'The `next` of the page before' })),
  },
  { additionalProperties: false },
);
export type AuditTrailQueryString = Static<typeof auditTrailQuerySchema>;

export const auditTrailSchema = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: Type.String(),
      at: time('When it began'),
      ...actorFields,
      act: oneOf<AuditedAct>(AUDITED_ACTS, 'What was done'),
      filter: Type.Unsafe<AuditEntry['filter']>({ type: 'object', additionalProperties: true, description: 'On what' }),
      result: oneOf<AuditEntry['result']>(['begun', 'done', 'stopped', 'failed'], 'begun: it is going on, or its process was killed'),
      why: Type.Optional(Type.String({ description: 'Why it failed' })),
      counts,
      endedAt: Type.Optional(time('When it ended')),
    }),
    { description: 'Newest first' },
  ),
  next,
});
export type AuditTrailAnswer = Static<typeof auditTrailSchema>;
