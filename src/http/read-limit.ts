import type { FastifyReply, FastifyRequest } from 'fastify';
import { capacityOf, tokenInterval } from '../admission/bucket-limits.js';
import type { ReadAllowance, ReadLimiter } from '../admission/read-limiter.js';
import { ProblemError, type Problem } from './problems.js';
import { createTokensLeft, policyOf } from './rate-limit-fields.js';
import { rateLimited } from './refusals.js';
import { userOf } from './request-context.js';

/** What a user may still read, as the answer says it. */
export type ReadTurn = {
  /** How many reads are allowed now: 0 to what was wanted. */
  readonly allowed: number;
  /** `RateLimit-Policy` and `RateLimit`, as far as there is a limit. */
  readonly headers: Readonly<Record<string, string>>;
  /** The problem of a read that was not allowed; `accepted` for a replay. */
  refuse(outcome?: 'accepted'): Problem;
};

export type TakeReads = (userId: string, wanted: number) => Promise<ReadTurn>;

/** Asks the limiter, and tells what it says in the words of HTTP. */
export function createTakeReads(limiter: ReadLimiter): TakeReads {
  const policy = policyOf('read', limiter.limit);
  const tokensLeft = createTokensLeft('read', limiter.limit);
  const headersOf = ({ fullInMicros }: ReadAllowance): Record<string, string> => ({
    ...(policy !== undefined && { 'ratelimit-policy': policy }),
    ...(tokensLeft && fullInMicros !== undefined && { ratelimit: tokensLeft(fullInMicros) }),
  });
  return async (userId, wanted) => {
    const allowance = await limiter.take(userId, wanted);
    const tokenInMicros = (allowance.fullInMicros ?? 0) + tokenInterval(limiter.limit) - capacityOf(limiter.limit);
    return {
      allowed: allowance.taken,
      headers: headersOf(allowance),
      refuse: (outcome) => rateLimited('read', Math.max(1, tokenInMicros / 1000), policy, outcome),
    };
  };
}

/** A hook that lets a request pass only while its user may read, and says in the answer what is left. */
export function limitReads(takeReads: TakeReads) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { allowed, headers, refuse } = await takeReads(userOf(request), 1);
    if (allowed === 0) throw ProblemError.of(refuse());
    reply.headers(headers);
  };
}
