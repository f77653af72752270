import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';
import type { VerifyToken } from '../verify-token.js';

const CHALLENGE = { 'www-authenticate': 'Bearer' };

/** A hook that lets a request pass only with a bearer token of the given scope, and notes its user. */
export function requireToken(verifyToken: VerifyToken, scope: string) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = bearerOf(request.headers.authorization);
    if (token === undefined) {
      throw new ProblemError('missing-token', { detail: 'send Authorization: Bearer <token>' }, CHALLENGE);
    }
    const verified = await verifyToken(token);
    if (!verified) throw new ProblemError('invalid-token', {}, CHALLENGE);
    request.clickLog.userId = verified.userId;
    if (!verified.scopes.has(scope)) throw new ProblemError('wrong-scope', { detail: `the scope ${scope} is needed` });
  };
}

function bearerOf(header: string | undefined): string | undefined {
  const match = /^bearer +(\S+) *$/i.exec(header ?? '');
  return match?.[1];
}
