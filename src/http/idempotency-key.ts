import type { FastifyRequest } from 'fastify';
import { IDEMPOTENCY_KEY_PATTERN } from '../click/click.js';
import { ProblemError } from './problems.js';

const KEY = new RegExp(IDEMPOTENCY_KEY_PATTERN);
const QUOTED = /^"(.*)"$/;
const RULE = 'send exactly one Idempotency-Key of 8 to 64 characters A-Z a-z 0-9 _ -, bare or in double quotes';

/**
 * The request's idempotency key, without quotes.
 *
 * @throws ProblemError 400 when there is none, more than one, or one that breaks the rule.
 */
export function readIdempotencyKey(request: FastifyRequest): string {
  const value = request.headers['idempotency-key'];
  if (typeof value !== 'string') throw new ProblemError('invalid-request', { detail: `no Idempotency-Key: ${RULE}` });
  return checkIdempotencyKey(value.replace(QUOTED, '$1'));
}

/** Node joins repeated headers with a comma, which no key may hold: two keys fail here too. */
export function checkIdempotencyKey(key: string): string {
  if (!KEY.test(key)) throw new ProblemError('invalid-request', { detail: `malformed idempotency key: ${RULE}` });
  return key;
}
