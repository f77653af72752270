import { Type, type Static } from 'typebox';
import { CLICK_ID_PATTERN } from '../../click/click-id.js';
import type { ClickStatus } from '../../click/outcome.js';

/** No half of a character outside the basic plane: no store could keep it as it was sent. */
const WELL_FORMED = '^[^\\ud800-\\udfff]*$';

export const clickBodySchema = Type.Object(
  {
    clientTimestamp: Type.Optional(Type.String({ format: 'date-time' })),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: WELL_FORMED })),
  },
  { additionalProperties: false },
);
export type ClickRequestBody = Static<typeof clickBodySchema>;

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

export const accountSchema = Type.Object({
  userId: Type.String(),
  balance: Type.Integer(),
  latestClicks: Type.Array(
    Type.Intersect([clickStatusSchema, Type.Object({ acceptedAt: Type.String(), processedAt: Type.String() })]),
  ),
});

export const clickParamsSchema = Type.Object({ clickId: Type.String({ pattern: CLICK_ID_PATTERN }) });
export const statusQuerySchema = Type.Object({ key: Type.String() }, { additionalProperties: false });
