import { Type, type Static } from 'typebox';
import { CLICK_ID_PATTERN } from '../../click/click-id.js';
import { IDEMPOTENCY_KEY_PATTERN } from '../../click/click.js';
import type { ClickStatus } from '../../click/outcome.js';
import type { ClickRefusalOutcome } from '../problems.js';

/** Most clicks in one `POST /api/mining/clicks`. */
export const MOST_CLICKS = 100;

const clickFields = {
  clientTimestamp: Type.Optional(Type.String({ format: 'date-time' })),
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
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
  clickId: Type.String(),
  status: Type.Unsafe<ClickStatus['status']>({
    type: 'string',
    enum: ['queued', 'processing', 'credited', 'rejected', 'failed'],
  }),
  statusUrl: Type.String(),
  reward: Type.Optional(Type.Integer()),
  balance: Type.Optional(Type.Integer()),
  code: Type.Optional(Type.String()),
});

/** Every error answer (RFC 9457): docs/problems.md. */
export const problemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  outcome: Type.Optional(
    Type.Unsafe<ClickRefusalOutcome>({ type: 'string', enum: ['not-accepted', 'unknown', 'accepted'] }),
  ),
  bucket: Type.Optional(Type.String()),
});

/** What became of each click of `POST /api/mining/clicks`, in their order: status and body of an answer of its own. */
export const clicksAnswerSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      /** `null` where the click has no well-formed key. */
      idempotencyKey: Type.Union([Type.String(), Type.Null()]),
      status: Type.Integer(),
      body: Type.Union([clickStatusSchema, problemSchema]),
      /** Seconds, where its own answer would have had `Retry-After`. */
      retryAfter: Type.Optional(Type.Integer({ minimum: 1 })),
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

export const clickParamsSchema = Type.Object({ clickId: Type.String({ pattern: CLICK_ID_PATTERN }) });
export const statusQuerySchema = Type.Object({ key: Type.String({ pattern: IDEMPOTENCY_KEY_PATTERN }) }, { additionalProperties: false });
