import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AdmissionRequest, AdmissionResult } from '../admission/admission.js';
import type { BucketLimits } from '../admission/bucket-limits.js';
import { createClickId, fingerprintBody } from '../click/click-id.js';
import type { ClickBody } from '../click/click.js';
import type { ClickStatus } from '../click/outcome.js';
import { clickPolicies, createTokensLeft } from './rate-limit-fields.js';

/** Address of a click's status. */
export function statusUrlOf(clickId: string): string {
  return `/api/mining/clicks/${clickId}`;
}

/** Where a click is that was accepted this moment. */
export const QUEUED: ClickStatus = { status: 'queued' };

/** The body that tells where a click is. */
export function clickAnswer(clickId: string, status: ClickStatus) {
  const answer = { clickId, status: status.status, statusUrl: statusUrlOf(clickId) };
  if (status.status === 'credited') return { ...answer, reward: status.amount, balance: status.balance };
  if (status.status === 'rejected' || status.status === 'failed') return { ...answer, code: status.code };
  return answer;
}

/** What the admission is asked about a click of a request. */
export function admissionOf(request: FastifyRequest, userId: string, idempotencyKey: string, body: ClickBody): AdmissionRequest {
  const { traceId, spanId } = request.clickLog;
  const click = { clickId: createClickId(userId, idempotencyKey), userId, idempotencyKey, traceId, spanId, ...body };
  return { click, fingerprint: fingerprintBody(userId, body), ip: request.ip };
}

/** Says the depth in the answer and in the log line. */
export function noteDepth(request: FastifyRequest, reply: FastifyReply, depth: number): void {
  request.clickLog.queueDepth = depth;
  reply.header('x-queue-depth', String(depth));
}

/** Says in the answer what is left to the user after a click was accepted. */
export type TellLimits = (reply: FastifyReply, result: Extract<AdmissionResult, { kind: 'accepted' }>) => void;

export function createTellLimits(limits: BucketLimits): TellLimits {
  const policies = clickPolicies(limits);
  const userTokensLeft = createTokensLeft('user', limits.user);
  return (reply, { userFullInMicros }) => {
    if (policies !== undefined) reply.header('ratelimit-policy', policies);
    if (userTokensLeft) reply.header('ratelimit', userTokensLeft(userFullInMicros));
  };
}
