import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.js';

/** What a decoder of UTF-8 puts where bytes are none. */
const NOT_UTF8 = '\ufffd';

/**
 * Takes JSON bodies only, in UTF-8 and not compressed, and an empty body for none, whatever the Content-Type says. A text
 * that holds U+FFFD counts as broken: there is no telling whether it was sent so.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isEncoded(request)) return done(encodedBody());
    if (body.length === 0) return done(null, undefined);
    if (body.includes(NOT_UTF8)) return done(new ProblemError('invalid-request', { detail: 'the body is not UTF-8' }));
    return parseJson(request, body as string, done);
  });
}

function isEncoded({ headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding'];
  return encoding !== undefined && encoding.toLowerCase() !== 'identity';
}

function encodedBody(): ProblemError {
  const detail = 'the body has a Content-Encoding; send it as it is';
  return new ProblemError('unsupported-media-type', { detail }, { 'accept-encoding': 'identity' });
}
