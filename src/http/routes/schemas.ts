import { Type, type Static } from 'typebox';
import { CLICK_ID_PATTERN } from '../../click/click-id.js';
import { IDEMPOTENCY_KEY_PATTERN } from '../../click/click.js';
import type { ClickStatus } from '../../click/outcome.js';
import type { ClickRefusalOutcome } from '../problems.js';

/** No half of a character outside the basic plane: no store could keep it as it was sent. */
const WELL_FORMED = '^[^\\ud800-\\udfff]*$';

/** Most clicks in one `POST /api/mining/clicks`. */
export const MOST_CLICKS = 100;

const clickFields = {
  clientTimestamp: Type.Optional(Type.String({ format: 'date-time', description: 'When the person clicked' })),
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: WELL_FORMED, description: 'Where the click came from' })),
};

export const clickBodySchema = Type.Object(clickFields, { additionalProperties: false });
export type ClickRequestBody = Static<typeof clickBodySchema>;

/** One click among many: its key stands beside what would be the body of its own request. */
export const clickEntrySchema = Type.Object(
  { idempotencyKey: Type.String({ pattern: IDEMPOTENCY_KEY_PATTERN }), ...clickFields },
  { additionalProperties: false },
);
export type ClickEntry = Static<typeof clickEntrySchema>;

export const clicksBodySchema = Type.Object(
  { clicks: Type.Array(clickEntrySchema, { minItems: 1, maxItems: MOST_CLICKS }) },
  { additionalProperties: false },
);

/** A click and where it is; which of the optional members are there depends on `status`. */
export const clickStatusSchema = Type.Object({
  clickId: Type.String({ description: 'Made of the user and the idempotency key; the same for ever' }),
  status: Type.Unsafe<ClickStatus['status']>({
    type: 'string',
    enum: ['queued', 'processing', 'credited', 'rejected', 'failed'],
    description: 'The last three are final',
  }),
  statusUrl: Type.String({ description: 'Where to ask for the status' }),
  reward: Type.Optional(Type.Integer({ description: 'Of a credited click: units that it gave' })),
  balance: Type.Optional(Type.Integer({ description: 'Of a credited click: units of its user after it' })),
  code: Type.Optional(Type.String({ description: 'Why a click was rejected or has failed: docs/errors.md' })),
});

/** Every error answer (RFC 9457): docs/problems.md. */
export const problemSchema = Type.Object({
  type: Type.String({ description: 'Names the problem, and is the address of its page' }),
  title: Type.String({ description: 'The same for each problem of its type' }),
  status: Type.Integer(),
  detail: Type.Optional(Type.String({ description: 'What there is to say about this occurrence' })),
  outcome: Type.Optional(
    Type.Unsafe<ClickRefusalOutcome>({
      type: 'string',
      enum: ['not-accepted', 'unknown', 'accepted'],
      description: 'Of a posted click: certainly not accepted, perhaps accepted (repeat with the same key), or accepted before',
    }),
  ),
  bucket: Type.Optional(Type.String({ description: 'Which bucket was empty' })),
});

/** What became of each click of `POST /api/mining/clicks`, in their order: status and body of an answer of its own. */
export const clicksAnswerSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      idempotencyKey: Type.Union([Type.String(), Type.Null()], { description: 'null where the click has no well-formed key' }),
      status: Type.Integer({ description: 'That of the answer that it would have had alone' }),
      body: Type.Union([clickStatusSchema, problemSchema], { description: 'That of the answer that it would have had alone' }),
      retryAfter: Type.Optional(Type.Integer({ minimum: 1, description: 'Seconds, where its own answer would have had Retry-After' })),
    }),
  ),
});
export type ClicksAnswer = Static<typeof clicksAnswerSchema>;

export const accountSchema = Type.Object({
  userId: Type.String(),
  balance: Type.Integer(),
  latestClicks: Type.Array(
    Type.Intersect([clickStatusSchema, Type.Object({ acceptedAt: Type.String(), processedAt: Type.String() })]),
  ),
});

export const aliveSchema = Type.Object({ status: Type.Literal('alive') });
export const readySchema = Type.Object({ status: Type.Literal('ready') });
export const notReadySchema = Type.Object({ status: Type.Literal('not-ready'), reason: Type.String() });
export const notAliveSchema = Type.Object({ status: Type.Literal('not-alive'), reason: Type.String() });

export const clickParamsSchema = Type.Object({ clickId: Type.String({ pattern: CLICK_ID_PATTERN }) });
export const statusQuerySchema = Type.Object({ key: Type.String({ pattern: IDEMPOTENCY_KEY_PATTERN }) }, { additionalProperties: false });
