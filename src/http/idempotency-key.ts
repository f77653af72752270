import type { FastifyRequest } from 'fastify';
import { IDEMPOTENCY_KEY_PATTERN } from '../click/click.js';
import { ProblemError } from './problems.js';

const KEY = new RegExp(IDEMPOTENCY_KEY_PATTERN);
const QUOTED = /^"(.*)"$/;
const RULE = 'send exactly one Idempotency-Key of 8 to 64 characters A-Z a-z 0-9 _ -, bare or in double quotes';

/**
 * The request's idempotency key, without quotes. Node joins repeated headers with a comma and a space, which no key may
 * hold: two keys fail as a malformed one does, and only then the raw headers are asked what it was.
 *
 * @throws ProblemError 400 when there is none, more than one, or one that breaks the rule.
 */
export function readIdempotencyKey({ headers, raw }: FastifyRequest): string {
  const value = String(headers['idempotency-key'] ?? '');
  const key = value.startsWith('"') ? value.replace(QUOTED, '$1') : value;
  if (KEY.test(key)) return key;
  const names = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'idempotency-key');
  if (names.length === 0) throw invalid('no Idempotency-Key');
  throw invalid(names.length === 1 ? 'malformed Idempotency-Key' : `${names.length} headers Idempotency-Key`);
}

function invalid(what: string): ProblemError {
  return new ProblemError('invalid-request', { detail: `${what}: ${RULE}` });
}
