import { randomBytes } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Admission } from '../admission/admission.js';
import { IDEMPOTENCY_KEY_PATTERN, USER_ID_PATTERN } from '../click/click.js';
import { createClickId, fingerprintBody } from '../click/click-id.js';
import { PipelineError } from '../click/codes.js';

const foreignClickSchema = Type.Object(
  {
    userId: Type.String({ pattern: USER_ID_PATTERN }),
    idempotencyKey: Type.String({ pattern: IDEMPOTENCY_KEY_PATTERN }),
    clientTimestamp: Type.Optional(Type.String({ format: 'date-time' })),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { additionalProperties: false },
);

/** Data of a `click` job, which any BullMQ client in any language may add to the queue. */
export type ForeignClick = Static<typeof foreignClickSchema>;

export type ForeignClickIntake = (data: unknown) => Promise<{ readonly kind: 'taken-in'; readonly clickId: string }>;

/**
 * Passes a foreign click through the admission, without buckets and cap, so that it goes the way of all clicks.
 *
 * @throws PipelineError `FOREIGN_CLICK_INVALID` (no click, or a known key with another body: final) or
 *   `QUEUE_UNAVAILABLE` (Redis did not answer: try again).
 */
export function createForeignClickIntake(admission: Admission): ForeignClickIntake {
  const validator = Compile(foreignClickSchema);
  return async (data) => {
    if (!validator.Check(data)) {
      throw new PipelineError('FOREIGN_CLICK_INVALID', 'a click job needs {userId, idempotencyKey} and nothing unknown');
    }
    const { userId, idempotencyKey, ...body } = data;
    const clickId = createClickId(userId, idempotencyKey);
    const click = { clickId, userId, idempotencyKey, traceId: randomBytes(16).toString('hex'), ...body };
    const result = await admission.admit({ click, fingerprint: fingerprintBody(userId, body), ip: '' });
    if (result.kind === 'accepted' || result.kind === 'replayed') return { kind: 'taken-in', clickId };
    if (result.kind === 'mismatched') {
      throw new PipelineError('FOREIGN_CLICK_INVALID', 'the idempotency key was used before with another body');
    }
    throw new PipelineError('QUEUE_UNAVAILABLE', `the click could not be taken in: ${result.kind}`);
  };
}
