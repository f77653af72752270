import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from '../../admission/admission.js';
import { admissionOf, clickAnswer, noteDepth, QUEUED, statusUrlOf, type TellLimits } from '../click-answer.js';
import { answerProblem } from '../error-handler.js';
import { readIdempotencyKey } from '../idempotency-key.js';
import type { RefuseClick } from '../refusals.js';
import type { Replays } from '../replays.js';
import { userOf } from '../request-context.js';
import type { ClickRequestBody } from './schemas.js';

export type PostClickParts = {
  readonly admission: Admission;
  readonly refuseClick: RefuseClick;
  readonly replays: Replays;
  readonly tellLimits: TellLimits;
};

/** `POST /api/mining/click`: 202 for a new click, 200 for one that was accepted before, a problem otherwise. */
export function createPostClick({ admission, refuseClick, replays, tellLimits }: PostClickParts) {
  async function sendReplay(reply: FastifyReply, userId: string, clickId: string): Promise<FastifyReply> {
    const { answer, headers } = await replays.answer(userId, clickId);
    reply.headers(headers);
    if (answer.kind === 'not-told') return answerProblem(reply, answer.problem);
    return reply.header('idempotency-replayed', 'true').send(clickAnswer(clickId, answer.status));
  }

  return async (request: FastifyRequest<{ Body: ClickRequestBody }>, reply: FastifyReply) => {
    const userId = userOf(request);
    const idempotencyKey = readIdempotencyKey(request);
    const asked = admissionOf(request, userId, idempotencyKey, request.body);
    const { clickId } = asked.click;
    request.clickLog.idempotencyKey = idempotencyKey;
    request.clickLog.clickId = clickId;
    const result = await admission.admit(asked);
    if (result.kind !== 'unavailable') noteDepth(request, reply, result.depth);
    if (result.kind !== 'accepted' && result.kind !== 'replayed') return answerProblem(reply, refuseClick(result));
    reply.header('location', statusUrlOf(clickId)).header('idempotency-key', idempotencyKey);
    if (result.kind === 'replayed') return sendReplay(reply, userId, clickId);
    tellLimits(reply, result);
    return reply.code(202).send(clickAnswer(clickId, QUEUED));
  };
}
