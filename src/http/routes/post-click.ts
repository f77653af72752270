import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../../admission/admission.js';
import { createClickId, fingerprintBody } from '../../click/click-id.js';
import type { FindClickStatus } from '../../ledger/find-click-status.js';
import { clickAnswer, statusUrlOf } from '../click-answer.js';
import { readIdempotencyKey } from '../idempotency-key.js';
import { ProblemError } from '../problems.js';
import type { RefuseClick } from '../refusals.js';
import { userOf } from '../request-context.js';
import type { ClickRequestBody } from './schemas.js';

export type PostClickParts = {
  readonly admission: Admission;
  readonly findClickStatus: FindClickStatus;
  readonly refuseClick: RefuseClick;
};

/** `POST /api/mining/click`: 202 for a new click, 200 for one that was accepted before, a problem otherwise. */
export function createPostClick({ admission, findClickStatus, refuseClick }: PostClickParts) {
  return async (request: FastifyRequest<{ Body: ClickRequestBody }>, reply: FastifyReply) => {
    const userId = userOf(request);
    const idempotencyKey = readIdempotencyKey(request);
    const clickId = createClickId(userId, idempotencyKey);
    Object.assign(request.clickLog, { idempotencyKey, clickId });
    const { body } = request;
    const { traceId, spanId } = request.clickLog;
    const click = { clickId, userId, idempotencyKey, traceId, spanId, ...body };
    const result = await admission.admit({ click, fingerprint: fingerprintBody(userId, body), ip: request.ip });
    if (result.kind !== 'unavailable') noteDepth(request, reply, result.depth);
    if (result.kind !== 'accepted' && result.kind !== 'replayed') throw refuseClick(result);
    reply.headers({ location: statusUrlOf(clickId), 'idempotency-key': idempotencyKey });
    if (result.kind === 'accepted') return reply.code(202).send(clickAnswer(clickId, { status: 'queued' }));
    const found = await findClickStatus(userId, clickId);
    if (found.kind !== 'found') throw new ProblemError('ledger-unavailable', {}, { 'retry-after': '1' });
    return reply.header('idempotency-replayed', 'true').send(clickAnswer(clickId, found.status));
  };
}

function noteDepth(request: FastifyRequest, reply: FastifyReply, depth: number): void {
  request.clickLog.queueDepth = depth;
  reply.header('x-queue-depth', String(depth));
}
