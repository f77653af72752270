import type { FastifyRequest } from 'fastify';
import { createClickId } from '../../click/click-id.js';
import type { FindClickStatus } from '../../ledger/find-click-status.js';
import type { LedgerReader } from '../../ledger/ledger.js';
import { clickAnswer } from '../click-answer.js';
import { ProblemError } from '../problems.js';
import { userOf } from '../request-context.js';
import { retryAfter } from '../retry-after.js';

const LATEST_CLICKS = 20;

/** `GET /api/mining/click/status?key=`: where the caller's click with this idempotency key is. */
export function createGetStatusByKey(findClickStatus: FindClickStatus) {
  return async (request: FastifyRequest<{ Querystring: { key: string } }>) => {
    const idempotencyKey = request.query.key;
    request.clickLog.idempotencyKey = idempotencyKey;
    return answerStatus(request, createClickId(userOf(request), idempotencyKey), findClickStatus);
  };
}

/** `GET /api/mining/clicks/{clickId}`: where the caller's click is; another user's click is not found. */
export function createGetClick(findClickStatus: FindClickStatus) {
  return (request: FastifyRequest<{ Params: { clickId: string } }>) =>
    answerStatus(request, request.params.clickId, findClickStatus);
}

async function answerStatus(request: FastifyRequest, clickId: string, findClickStatus: FindClickStatus) {
  request.clickLog.clickId = clickId;
  const found = await findClickStatus(userOf(request), clickId);
  if (found.kind === 'absent') throw new ProblemError('click-not-found', { detail: 'no click of yours has this id' });
  if (found.kind === 'unavailable') {
    throw new ProblemError('ledger-unavailable', { detail: 'ask again in a moment' }, { 'retry-after': retryAfter() });
  }
  return clickAnswer(clickId, found.status);
}

/** `GET /api/mining/account`: the caller's balance and latest clicks. */
export function createGetAccount(ledger: LedgerReader) {
  return async (request: FastifyRequest) => {
    const userId = userOf(request);
    const [account, latest] = await Promise.all([
      ledger.findAccount(userId),
      ledger.findLatestClicks(userId, LATEST_CLICKS),
    ]);
    const latestClicks = latest.map(({ clickId, outcome, acceptedAt, processedAt }) => ({
      ...clickAnswer(clickId, outcome),
      acceptedAt: acceptedAt.toISOString(),
      processedAt: processedAt.toISOString(),
    }));
    return { ...account, latestClicks };
  };
}
